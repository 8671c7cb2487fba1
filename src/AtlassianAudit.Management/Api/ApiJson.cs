using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using AtlassianAudit.Contracts.Destinations;
using AtlassianAudit.Contracts.Organizations;

namespace AtlassianAudit.Management.Api;

/// <summary>The JSON of the management API: camelCase, times in UTC, enums by name.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, PropertyNameCaseInsensitive = false, NumberHandling = JsonNumberHandling.Strict, UseStringEnumConverter = true, Converters = [typeof(UtcTime)])]
[JsonSerializable(typeof(ApiProblem))]
[JsonSerializable(typeof(OrganizationBody))]
[JsonSerializable(typeof(ApiKeyBody))]
[JsonSerializable(typeof(OrganizationStatus))]
[JsonSerializable(typeof(OrganizationPage))]
[JsonSerializable(typeof(UnknownActions))]
[JsonSerializable(typeof(LimitsPage))]
[JsonSerializable(typeof(ClusterView))]
[JsonSerializable(typeof(HistoryBody))]
[JsonSerializable(typeof(BackfillPage))]
[JsonSerializable(typeof(ReconciliationPage))]
[JsonSerializable(typeof(DeadLetterListing))]
[JsonSerializable(typeof(DestinationBody))]
[JsonSerializable(typeof(DestinationView))]
[JsonSerializable(typeof(DestinationPage))]
[JsonSerializable(typeof(DestinationTest))]
[JsonSerializable(typeof(KibanaBody))]
[JsonSerializable(typeof(KibanaView))]
[JsonSerializable(typeof(int?))]
[JsonSerializable(typeof(bool?))]
[JsonSerializable(typeof(DateTimeOffset?))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>Escapes only what JSON demands: what leaves here is JSON and never HTML, and people read it.</summary>
    public static ApiJson Readable => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)Readable.GetTypeInfo(typeof(T))!;
}
