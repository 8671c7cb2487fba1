using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace AtlassianAudit.Tests.Mapping;

public sealed class ArbitraryEvents
{
    private static readonly string[] Names = ["id", "type", "attributes", "time", "processedAt", "action", "actor", "context", "container", "location", "ip", "auth", "app", "links", "self", "message", "content", "x", "é\"\n"];

    [Fact]
    public void Any_JSON_is_mapped_or_rejected_and_a_document_is_one_valid_line() =>
        Prop.ForAll(Json(4).ToArbitrary(), json => Check(Encoding.UTF8.GetBytes(json))).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_bytes_are_mapped_or_rejected() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), Check).QuickCheckThrowOnFailure();

    [Fact]
    public void Nothing_of_an_event_with_an_id_is_thrown_away() =>
        Prop.ForAll(Json(4).ToArbitrary(), json =>
        {
            var wrapped = """{"id":"e1","attributes":{"time":"2026-05-19T10:00:00Z","marker":{"m-7f3a":JSON}}}""".Replace("JSON", json, StringComparison.Ordinal);
            var document = Mapped.Document(wrapped);
            return document.At("atlassian_cloud/audit/unmapped/marker/m-7f3a")!.Value.GetRawText() == json.Replace('\n', ' ') || document.Text("event/original") == wrapped;
        }).QuickCheckThrowOnFailure();

    private static bool Check(byte[] bytes)
    {
        var (result, lines) = Mapped.Lines(bytes);
        if (result.Rejection is not null)
            return lines is [""];
        JsonElement.Parse(lines[0]);
        return lines.Length == 3 && JsonElement.Parse(lines[1]).At("event/id") is not null;
    }

    private static Gen<string> Json(int depth)
    {
        var leaf = Gen.OneOf(
            Gen.Elements("null", "true", "0", "-1.5e3", "\"\"", "\"e1\"", "\"a@b\"", "\"1:2\"", "\"2026-05-19T10:00:00Z\"", "\"10.0.0.1\"", "\"\\ud800\"", "\"\\n\\\"\""),
            ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => JsonValue.Create(text.Get).ToJsonString()));
        if (depth == 0)
            return leaf;
        var inner = Json(depth - 1);
        var array = inner.ListOf().Select(items => $"[{string.Join(",\n", items.Take(4))}]");
        var member = Gen.Elements(Names).SelectMany(_ => inner, (name, value) => $"{JsonValue.Create(name).ToJsonString()}:{value}");
        var obj = member.ListOf().Select(members => $"{{{string.Join(',', members.Take(8))}}}");
        return Gen.Frequency((1, leaf), (1, array), (3, obj));
    }
}
