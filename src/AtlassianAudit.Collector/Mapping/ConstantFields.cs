using System.Buffers;
using System.Text.Json;
using AtlassianAudit.Contracts;
using static AtlassianAudit.Collector.Mapping.EcsNames;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>What is the same in every document of an organization, encoded once.</summary>
internal sealed class ConstantFields
{
    private const string Preserved = "preserve_original_event";
    private readonly byte[] _fromEcs;
    private readonly byte[] _tags;
    private readonly byte[] _tagsWithOriginal;

    public ConstantFields(MappingContext context)
    {
        _fromEcs = Write(json =>
        {
            Object(json, Ecs, (EcsNames.Version, "9.3.0"));
            Object(json, DataStream, (EcsNames.Type, "logs"), (Dataset, DataStreams.AuditDataset), (Namespace, context.Namespace));
            Object(json, Observer, (Vendor, "Atlassian"), (Product, "Atlassian Cloud"), (EcsNames.Type, "saas"));
            Object(json, Input, (EcsNames.Type, "atlassian-audit"));
            if (context.OrganizationId.Length + context.OrganizationName.Length > 0)
                Object(json, Organization, (Id, context.OrganizationId), (NameOf, context.OrganizationName));
            if (context.Tenant.Length > 0)
                Object(json, Labels, (Tenant, context.Tenant));
        })[(Ecs.EncodedUtf8Bytes.Length + "\"\":".Length)..];
        var tags = context.Tags ?? MappingContext.DefaultTags;
        _tags = Write(json => WriteArray(json, tags));
        _tagsWithOriginal = Write(json => WriteArray(json, tags.Contains(Preserved) ? tags : tags.Add(Preserved)));
    }

    /// <summary>The value of <c>ecs</c>, and the other members as they follow it.</summary>
    public void Write(Utf8JsonWriter json) => json.Copy(Ecs, _fromEcs);

    public void WriteTags(Utf8JsonWriter json, bool hasOriginal) => json.Copy(Tags, hasOriginal ? _tagsWithOriginal : _tags);

    private static void Object(Utf8JsonWriter json, JsonEncodedText name, params (JsonEncodedText Name, string Value)[] members)
    {
        json.WriteStartObject(name);
        foreach (var (member, value) in members)
            json.Text(member, value);
        json.WriteEndObject();
    }

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
