using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using AtlassianAudit.Host;
using AtlassianAudit.Host.Starting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Serialization;
using Orleans.Storage;

namespace AtlassianAudit.Tests.Upgrades;

/// <summary>States as the host writes and reads them, under the settings it really has.</summary>
public sealed class StoredJson : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("atlassian-audit-stored-").FullName;
    private readonly DataDirectory _data;
    private readonly WebApplication _host;
    private readonly IGrainStorageSerializer _serializer;

    public StoredJson()
    {
        _data = DataDirectory.Open(_directory);
        _host = WebApplication.CreateBuilder().AddHost(_data).Build();
        _serializer = _host.Services.GetRequiredService<IGrainStorageSerializer>();
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _data.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    internal string Write(object state) => ((BinaryData)Generic(nameof(IGrainStorageSerializer.Serialize), state.GetType(), state)).ToString();

    internal object Read(Type type, string json) => Generic(nameof(IGrainStorageSerializer.Deserialize), type, BinaryData.FromString(json));

    /// <summary>The same state with members that only a later version knows, in each object at each depth.</summary>
    internal string WithLaterMembers(Type type, string json)
    {
        var options = _host.Services.GetRequiredService<IOptions<SystemTextJsonGrainStorageSerializerOptions>>().Value.JsonSerializerOptions;
        options.MakeReadOnly(populateMissingResolver: true);
        var state = JsonNode.Parse(json)!;
        Add(state, options.GetTypeInfo(type), options);
        return state.ToJsonString();
    }

    private static void Add(JsonNode? node, JsonTypeInfo type, JsonSerializerOptions options)
    {
        if (node is JsonArray items)
            foreach (var item in items)
                Add(item, options.GetTypeInfo(type.ElementType!), options);
        else if (node is JsonObject named && type.Kind == JsonTypeInfoKind.Dictionary)
            foreach (var (_, value) in named)
                Add(value, options.GetTypeInfo(type.ElementType!), options);
        else if (node is JsonObject members)
        {
            foreach (var property in type.Properties)
                Add(members[property.Name], options.GetTypeInfo(property.PropertyType), options);
            members.Insert(0, "Later", JsonNode.Parse("""{"Text":"later","Numbers":[1,2],"Nothing":null}"""));
            members.Add("LaterStill", true);
        }
    }

    private object Generic(string method, Type type, object argument) => typeof(IGrainStorageSerializer).GetMethod(method)!.MakeGenericMethod(type).Invoke(_serializer, [argument])!;
}
