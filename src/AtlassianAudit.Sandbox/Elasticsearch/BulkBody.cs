using System.Text.Json;

namespace AtlassianAudit.Sandbox.Elasticsearch;

/// <summary>One operation of a bulk body.</summary>
internal sealed record BulkOperation(string Operation, string Index, string? Id, ReadOnlyMemory<byte> Source);

/// <summary>Reads a bulk body into its operations, or says why it is none.</summary>
internal static class BulkBody
{
    private static readonly string[] Operations = ["create", "index", "update", "delete"];

    public static (IReadOnlyList<BulkOperation> Operations, ApiFailure? Failure) Read(ReadOnlyMemory<byte> body, string? pathIndex)
    {
        if (body.IsEmpty)
            return ([], new ApiFailure(400, "parse_exception", "request body is required"));
        if (body.Span[^1] != (byte)'\n')
            return ([], new ApiFailure(400, "illegal_argument_exception", "The bulk request must be terminated by a newline [\\n]"));

        var operations = new List<BulkOperation>();
        var number = 0;
        while (!body.IsEmpty)
        {
            number++;
            var action = TakeLine(ref body);
            if (action.IsEmpty)
                continue;
            if (ReadAction(action, pathIndex, number, out var operation) is { } failure)
                return ([], failure);
            if (operation!.Operation != "delete")
            {
                if (body.IsEmpty)
                    return ([], new ApiFailure(400, "illegal_argument_exception", "The bulk request must be terminated by a newline [\\n]"));
                number++;
                operation = operation with { Source = TakeLine(ref body) };
            }

            operations.Add(operation);
        }

        return (operations, null);
    }

    private static ApiFailure? ReadAction(ReadOnlyMemory<byte> line, string? pathIndex, int number, out BulkOperation? operation)
    {
        operation = null;
        try
        {
            using var document = JsonDocument.Parse(line);
            var member = document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.EnumerateObject().FirstOrDefault() : default;
            if (member.Value.ValueKind == JsonValueKind.Undefined)
                return Malformed(number, "END_OBJECT");
            if (!Operations.Contains(member.Name) || member.Value.ValueKind != JsonValueKind.Object)
                return Malformed(number, member.Name);
            var index = member.Value.TryGetProperty("_index", out var named) ? named.GetString() : pathIndex;
            if (string.IsNullOrEmpty(index))
                return new ApiFailure(400, "action_request_validation_exception", "Validation Failed: 1: index is missing;");
            operation = new BulkOperation(member.Name, index, member.Value.TryGetProperty("_id", out var id) ? id.GetString() : null, default);
            return null;
        }
        catch (JsonException exception)
        {
            return new ApiFailure(400, "x_content_parse_exception", $"[{number}] {exception.Message}");
        }
    }

    private static ApiFailure Malformed(int number, string found) => new(
        400, "illegal_argument_exception", $"Malformed action/metadata line [{number}], expected field [create], [delete], [index] or [update] but found [{found}]");

    private static ReadOnlyMemory<byte> TakeLine(ref ReadOnlyMemory<byte> body)
    {
        var end = body.Span.IndexOf((byte)'\n');
        var line = body[..end];
        body = body[(end + 1)..];
        return line;
    }
}
