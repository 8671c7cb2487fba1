using System.Globalization;
using System.Text;

namespace AtlassianAudit.Collector.Atlassian;

/// <summary>One request for a page of <c>events-stream</c>.</summary>
/// <param name="BaseUrl">Base address of the API.</param>
/// <param name="OrganizationId">Atlassian's id of the organization.</param>
/// <param name="Cursor">Where to go on; null = from <paramref name="From"/>.</param>
/// <param name="From">Inclusive.</param>
/// <param name="To">For a closed range only: on the live tail it might be baked into the cursor and end the chain.</param>
/// <param name="Limit">1 to 500.</param>
internal sealed record EventsRequest(Uri BaseUrl, string OrganizationId, string? Cursor, DateTimeOffset? From, DateTimeOffset? To, int Limit)
    : AtlassianRequest(BaseUrl, OrganizationId, "events-stream")
{
    public override Uri Uri
    {
        get
        {
            var query = new StringBuilder(Path).Append("?limit=").Append(Limit);
            if (Cursor is not null)
                query.Append("&cursor=").Append(System.Uri.EscapeDataString(Cursor));
            if (From is { } from)
                query.Append("&from=").Append(Milliseconds(from));
            if (To is { } to)
                query.Append("&to=").Append(Milliseconds(to));
            return new Uri(query.ToString());
        }
    }

    private static string Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}
