using System.Text.Json;
using AtlassianAudit.Contracts.Destinations;

namespace AtlassianAudit.Collector.Shipping.Kibana;

/// <summary>What Kibana's answers mean, and what the operator is told.</summary>
internal static class KibanaReading
{
    private const int LongestMessage = 300;
    private static readonly Version Oldest = new(8, 19);

    /// <summary>Its version; null where it does not say, which it does not to strangers.</summary>
    public static string? Version(KibanaAnswer status) =>
        Member(status.Json(), "version") is { ValueKind: JsonValueKind.Object } version ? Text(version, "number") : null;

    public static KibanaInstallation.Refused? StatusProblem(KibanaAnswer answer, string? version, string address) => answer switch
    {
        { Status: 503 } => new(KibanaRefusal.Unexpected, $"Kibana at {address} is not ready{Said(answer)}. Try again when it is."),
        _ when version is not null && System.Version.TryParse(version.Split('-')[0], out var parsed) && parsed < Oldest =>
            new(KibanaRefusal.TooOld, $"Kibana at {address} is version {version}; the dashboards need {Oldest} or later."),
        { Status: 401 or 0 or (>= 300 and < 400) } => Problem(answer, address),

        // Whatever else it is: who may not see the status may still import.
        _ => null,
    };

    public static KibanaInstallation.Refused? SpaceProblem(KibanaAnswer answer, string space, string address) => answer switch
    {
        { Status: 404 } when IsKibanas(answer) => NoSuchSpace(space, address),
        { Status: 401 or 403 or 0 or (>= 300 and < 400) } => Problem(answer, address),
        _ => null,
    };

    public static KibanaInstallation.Refused? ImportProblem(KibanaAnswer answer, string space, string address) => answer switch
    {
        { Status: 200 } when Member(answer.Json(), "success") is { ValueKind: JsonValueKind.True or JsonValueKind.False } => null,
        { Status: 404 } when IsKibanas(answer) && space != KibanaInstaller.DefaultSpace => NoSuchSpace(space, address),
        _ => Problem(answer, address),
    };

    /// <summary>What became of one object, by the answer to the import that it was in.</summary>
    public static KibanaObject Outcome(SavedObject asset, JsonElement answer)
    {
        var title = asset.Attributes["title"]?.GetValue<string>() ?? asset.Id;
        if (Find(answer, "successResults", asset) is { } success)
            return new KibanaObject(
                asset.Type, asset.Id, title, Member(success, "overwrite") is { ValueKind: JsonValueKind.True } ? KibanaOutcome.Replaced : KibanaOutcome.Created, Text(success, "destinationId"), null);

        var error = Find(answer, "errors", asset) is { } failure ? Member(failure, "error") : null;
        return error is { } known && Text(known, "type") == "conflict"
            ? new KibanaObject(asset.Type, asset.Id, title, KibanaOutcome.Kept, Text(known, "destinationId"), null)
            : new KibanaObject(asset.Type, asset.Id, title, KibanaOutcome.Failed, null, Sentence(error));
    }

    private static string Sentence(JsonElement? error) => error is not { ValueKind: JsonValueKind.Object } known ? "Kibana did not mention it." : Text(known, "type") switch
    {
        "missing_references" => $"It needs what is not there: {string.Join(", ", References(known))}.",
        "ambiguous_conflict" => "The space has several copies of it: delete all but one.",
        "unsupported_type" => "This Kibana does not know its type.",
        var type => Shorten(Text(known, "message") ?? Text(known, "reason") ?? type ?? "Kibana did not say why."),
    };

    private static KibanaInstallation.Refused NoSuchSpace(string space, string address) =>
        new(KibanaRefusal.NoSuchSpace, $"Kibana at {address} has no space '{space}', or none that the credential may see. A space's id is what its address has behind /s/.");

    private static KibanaInstallation.Refused Problem(KibanaAnswer answer, string address) => answer.Status switch
    {
        0 => new(KibanaRefusal.Unreachable, answer.Failure!),
        401 => new(KibanaRefusal.Unauthorized, $"Kibana at {address} does not accept the credential{Said(answer)}. Send apiKey, or username and password."),
        403 => new(KibanaRefusal.Forbidden, $"The credential may not do it in Kibana at {address}{Said(answer)}. It needs all of Saved Objects Management in that space; the destination's own rarely has it."),
        >= 300 and < 400 => new(KibanaRefusal.Unexpected, $"{address} redirects elsewhere, which is not followed. Send the url at which Kibana itself answers, with its base path."),
        _ => new(KibanaRefusal.Unexpected, $"{address} answered {answer.Status}{Said(answer)}. Is it the url of Kibana, and not of Elasticsearch, with its base path?"),
    };

    private static bool IsKibanas(KibanaAnswer answer) => Member(answer.Json(), "statusCode") is { ValueKind: JsonValueKind.Number };

    private static string Said(KibanaAnswer answer) => Text(answer.Json(), "message") is { } message ? $" ({Shorten(message)})" : "";

    private static JsonElement? Find(JsonElement answer, string list, SavedObject asset)
    {
        if (Member(answer, list) is not { ValueKind: JsonValueKind.Array } results)
            return null;
        foreach (var result in results.EnumerateArray())
            if (Text(result, "type") == asset.Type && Text(result, "id") == asset.Id)
                return result;
        return null;
    }

    private static IEnumerable<string> References(JsonElement error) => Member(error, "references") is { ValueKind: JsonValueKind.Array } references
        ? references.EnumerateArray().Select(reference => $"{Text(reference, "type")} {Text(reference, "id")}")
        : [];

    private static JsonElement? Member(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : null;

    private static string? Text(JsonElement json, string name) => Member(json, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static string Shorten(string text) => text.Length <= LongestMessage ? text : text[..LongestMessage] + "…";
}
