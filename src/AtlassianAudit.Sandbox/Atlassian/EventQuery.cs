using System.Globalization;

namespace AtlassianAudit.Sandbox.Atlassian;

/// <summary>The parameters of <c>events-stream</c>, or the error that Atlassian answers to them.</summary>
internal sealed record EventQuery(string? Cursor, long? From, long? To, int Limit, bool Descending)
{
    public const int DefaultLimit = 200;
    public const int MaximumLimit = 500;
    private const long LatestInstant = 253_402_300_799_999;

    public static EventQuery? TryParse(IQueryCollection query, out ApiError? error)
    {
        error = null;
        var limit = DefaultLimit;
        if (query["limit"].FirstOrDefault() is { } limitText
            && (!int.TryParse(limitText, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MaximumLimit))
            error = ApiError.InvalidLimit(limitText);

        if (!TryInstant(query["from"].FirstOrDefault(), out var from))
            error = ApiError.InvalidTime("from");
        if (!TryInstant(query["to"].FirstOrDefault(), out var to))
            error = ApiError.InvalidTime("to");

        var order = query["sortOrder"].FirstOrDefault() ?? "asc";
        if (order is not ("asc" or "desc"))
            error = ApiError.InvalidSortOrder(order);

        return error is null ? new EventQuery(query["cursor"].FirstOrDefault(), from, to, limit, order == "desc") : null;
    }

    private static bool TryInstant(string? text, out long? instant)
    {
        instant = null;
        if (text is null)
            return true;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > LatestInstant)
            return false;
        instant = number;
        return true;
    }
}
