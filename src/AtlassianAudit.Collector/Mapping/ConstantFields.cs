using System.Buffers;
using System.Text.Json;
using AtlassianAudit.Contracts;
using static AtlassianAudit.Collector.Mapping.EcsNames;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>What is the same in every document of an organization, encoded once.</summary>
internal sealed class ConstantFields
{
    private const string Preserved = "preserve_original_event";
    private readonly List<(JsonEncodedText Name, byte[] Value)> _fields;
    private readonly byte[] _tags;
    private readonly byte[] _tagsWithOriginal;

    public ConstantFields(MappingContext context)
    {
        _fields =
        [
            (Ecs, Object((EcsNames.Version, "9.3.0"))),
            (DataStream, Object((EcsNames.Type, "logs"), (Dataset, DataStreams.AuditDataset), (Namespace, context.Namespace))),
            (Observer, Object((Vendor, "Atlassian"), (Product, "Atlassian Cloud"), (EcsNames.Type, "saas"))),
            (Input, Object((EcsNames.Type, "atlassian-audit"))),
        ];
        if (context.OrganizationId.Length + context.OrganizationName.Length > 0)
            _fields.Add((Organization, Object((Id, context.OrganizationId), (NameOf, context.OrganizationName))));
        if (context.Tenant.Length > 0)
            _fields.Add((Labels, Object((Tenant, context.Tenant))));
        var tags = context.Tags ?? MappingContext.DefaultTags;
        _tags = Write(json => WriteArray(json, tags));
        _tagsWithOriginal = Write(json => WriteArray(json, tags.Contains(Preserved) ? tags : tags.Add(Preserved)));
    }

    public void Write(Utf8JsonWriter json)
    {
        foreach (var (name, value) in _fields)
            json.Copy(name, value);
    }

    public void WriteTags(Utf8JsonWriter json, bool hasOriginal) => json.Copy(Tags, hasOriginal ? _tagsWithOriginal : _tags);

    private static byte[] Object(params (JsonEncodedText Name, string Value)[] members) => Write(json =>
    {
        json.WriteStartObject();
        foreach (var (name, value) in members)
            json.Text(name, value);
        json.WriteEndObject();
    });

    private static void WriteArray(Utf8JsonWriter json, IEnumerable<string> values)
    {
        json.WriteStartArray();
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, BatchWriter.Trusting))
            write(json);
        return buffer.WrittenSpan.ToArray();
    }
}
