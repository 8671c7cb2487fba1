using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace AtlassianAudit.Management.Api;

/// <summary>
/// A JSON body, read member by member, so that every wrong type and every unknown member is named at once and not only the first. What could be read is
/// there for the rules, whose errors come on top.
/// </summary>
internal sealed class Body<T>(T content, BodyErrors errors) : IEndpointParameterMetadataProvider
    where T : class
{
    public T Content => content;

    public BodyErrors Errors => errors;

    public static async ValueTask<Body<T>> BindAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
            throw new ApiProblemException(ApiProblem.ForStatus(StatusCodes.Status415UnsupportedMediaType));

        try
        {
            using var document = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            return Read(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new ApiProblemException(new ApiProblem(
                StatusCodes.Status400BadRequest, "invalid_json", $"The body is no valid JSON, at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine}."));
        }
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T)));

    public static Body<T> Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new ApiProblemException(new ApiProblem(StatusCodes.Status400BadRequest, "invalid_json", "The body must be a JSON object."));

        var type = (JsonTypeInfo<T>)ApiJson.Readable.GetTypeInfo(typeof(T))!;
        var content = (T)type.CreateObject!();
        var errors = new BodyErrors();
        foreach (var member in root.EnumerateObject())
        {
            var name = Name(member);
            if (type.Properties.FirstOrDefault(property => property.Name == name) is not { } property)
            {
                errors.Add(name, "is not known here");
                continue;
            }

            try
            {
                property.Set!(content, property.PropertyType == typeof(int?) && Beyond(member.Value) is { } most
                    ? most
                    : member.Value.Deserialize(ApiJson.Readable.GetTypeInfo(property.PropertyType)!));
            }
            catch (JsonException)
            {
                errors.Add(name, $"must be {Texts.Kind(property.PropertyType)}");
            }
        }

        return new Body<T>(content, errors);
    }

    /// <summary>A name is decoded only here, and half of a surrogate pair, or what is no UTF-8, has passed the parser.</summary>
    private static string Name(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            throw new ApiProblemException(new ApiProblem(StatusCodes.Status400BadRequest, "invalid_json", "The body is no valid JSON: the name of a member is no text in UTF-8."));
        }
    }

    /// <summary>For a whole number that no int holds the int nearest to it, whose range is then what is wrong with it: every number here has one. Otherwise null.</summary>
    private static int? Beyond(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && !value.TryGetInt32(out _) && value.GetRawText() is var text && Texts.IsWholeNumber(text)
            ? text.StartsWith('-') ? int.MinValue : int.MaxValue
            : null;
}

/// <summary>Collects what is wrong with a body, by member.</summary>
internal sealed class BodyErrors
{
    private readonly SortedDictionary<string, List<string>> _errors = new(StringComparer.Ordinal);

    public bool Any => _errors.Count > 0;

    /// <param name="member">The member's name.</param>
    /// <param name="sentence">The rest of a sentence that begins with it, without a full stop.</param>
    public void Add(string member, string sentence)
    {
        if (!_errors.TryGetValue(member, out var known))
            _errors[member] = known = [];
        known.Add(sentence);
    }

    /// <summary>Adds an error unless the condition holds.</summary>
    public void Check(bool condition, string member, string sentence)
    {
        if (!condition)
            Add(member, sentence);
    }

    /// <summary>Adds an error unless the value is absent or within the bounds.</summary>
    public void CheckRange(string member, int? value, int least, int most) =>
        Check(value is null || (value >= least && value <= most), member, $"must be {least} to {most}");

    public ApiProblem ToProblem() => ApiProblem.Invalid(_errors.ToDictionary(error => error.Key, error => error.Value.ToArray()));

    public IEnumerable<string> Sentences(string prefix) => _errors.SelectMany(error => error.Value.Select(sentence => $"{prefix}{error.Key} {sentence}."));
}
