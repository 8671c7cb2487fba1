using System.Text.Json;

namespace AtlassianAudit.Collector.Shipping.Elasticsearch;

/// <summary>What Elasticsearch says of one item of a bulk request.</summary>
internal readonly record struct BulkItem(int Status, string? Index, string? FailureStore, string? ErrorType, string? ErrorReason)
{
    /// <summary>Reads the items of an answer, in order; null where it is no bulk answer.</summary>
    public static List<BulkItem>? ReadAll(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return null;
            List<BulkItem>? items = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isItems = reader.ValueTextEquals("items"u8);
                reader.Read();
                if (isItems && reader.TokenType == JsonTokenType.StartArray)
                    items = ReadItems(ref reader);
                else
                    reader.Skip();
            }

            return items;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // A proxy's page with status 200, or half an answer: in doubt, like no answer.
            return null;
        }
    }

    private static List<BulkItem> ReadItems(ref Utf8JsonReader reader)
    {
        var items = new List<BulkItem>();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            // { "create": { … } }
            reader.Read();
            reader.Read();
            items.Add(ReadItem(ref reader));
            reader.Read();
        }

        return items;
    }

    private static BulkItem ReadItem(ref Utf8JsonReader reader)
    {
        var item = default(BulkItem);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "status":
                    item = item with { Status = reader.GetInt32() };
                    break;
                case "_index":
                    item = item with { Index = reader.GetString() };
                    break;
                case "failure_store":
                    item = item with { FailureStore = reader.GetString() };
                    break;
                case "error" when reader.TokenType == JsonTokenType.StartObject:
                    item = ReadError(ref reader, item);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return item;
    }

    private static BulkItem ReadError(ref Utf8JsonReader reader, BulkItem item)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            if (name == "type")
                item = item with { ErrorType = reader.GetString() };
            else if (name == "reason")
                item = item with { ErrorReason = reader.GetString() };
            else
                reader.Skip();
        }

        return item;
    }
}
