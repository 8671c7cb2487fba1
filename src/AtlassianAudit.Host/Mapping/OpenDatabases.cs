using System.Diagnostics.Metrics;
using AtlassianAudit.Collector.Enriching;
using AtlassianAudit.Collector.Mapping;
using Microsoft.Extensions.Logging.Abstractions;

namespace AtlassianAudit.Host.Mapping;

/// <summary>The address databases of one run of <c>map</c>. Whoever names one here wants it: what is wrong with it is an error.</summary>
internal sealed class OpenDatabases : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly AddressBook _book;

    public OpenDatabases(string? city, string? asn)
    {
        _book = new AddressBook(
            new EnrichmentOptions { CityDatabase = city, AsnDatabase = asn },
            new EnrichingMetrics(_services.GetRequiredService<IMeterFactory>(), TimeProvider.System),
            NullLogger<AddressBook>.Instance);
        _book.Look();
    }

    public IAddressBook Book => _book;

    /// <summary>One sentence for each database that cannot be used; empty = all can.</summary>
    public string Problems => string.Join(Environment.NewLine, _book.Problems.Select(problem => problem + "."));

    public void Dispose()
    {
        _book.Dispose();
        _services.Dispose();
    }
}
