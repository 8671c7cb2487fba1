using System.Text.Json;

namespace AtlassianAudit.Sandbox.Atlassian;

/// <summary>Cuts posted NDJSON into its lines, byte by byte as they came; all of them or, with a reason, none.</summary>
internal static class PostedLines
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 4096 };

    public static async Task<(IReadOnlyList<byte[]> Lines, string? Error)> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        await body.CopyToAsync(buffer, cancellationToken);
        return Cut(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    private static (IReadOnlyList<byte[]> Lines, string? Error) Cut(ReadOnlySpan<byte> text)
    {
        var lines = new List<byte[]>();
        var number = 0;
        foreach (var range in text.Split((byte)'\n'))
        {
            number++;
            var line = text[range].TrimEnd("\r"u8);
            if (line.IsEmpty)
                continue;
            var copy = line.ToArray();
            try
            {
                JsonDocument.Parse(copy, Deep).Dispose();
            }
            catch (JsonException exception)
            {
                return ([], $"Line {number} is not valid JSON: {exception.Message}");
            }

            lines.Add(copy);
        }

        return (lines, null);
    }
}
