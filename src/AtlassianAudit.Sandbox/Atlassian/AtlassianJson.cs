using System.Text.Json;
using System.Text.Json.Serialization;

namespace AtlassianAudit.Sandbox.Atlassian;

/// <summary>The JSON of the emulator's answers and of its own door.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, NumberHandling = JsonNumberHandling.Strict, Converters = [typeof(InstantJson)])]
[JsonSerializable(typeof(ApiError.ErrorsBody))]
[JsonSerializable(typeof(EventActionsEndpoint.Catalogue))]
[JsonSerializable(typeof(OrganizationDefinition))]
[JsonSerializable(typeof(SandboxDoors.FaultRequest))]
[JsonSerializable(typeof(SandboxDoors.Done))]
[JsonSerializable(typeof(GeneratedEvent))]
[JsonSerializable(typeof(IReadOnlyList<LoggedRequest>))]
[JsonSerializable(typeof(WorldSummary))]
[JsonSerializable(typeof(SandboxDoors.Problem))]
internal sealed partial class AtlassianJson : JsonSerializerContext;
