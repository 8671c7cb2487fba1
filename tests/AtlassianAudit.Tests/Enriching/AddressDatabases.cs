using System.Diagnostics.Metrics;
using AtlassianAudit.Collector.Enriching;
using AtlassianAudit.Collector.Mapping;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using static AtlassianAudit.Tests.Enriching.KnownPlaces;

namespace AtlassianAudit.Tests.Enriching;

public sealed class AddressDatabases : IDisposable
{
    private static readonly DateTimeOffset BuiltAt = new(2026, 5, 12, 0, 0, 0, TimeSpan.Zero);

    private readonly string _directory = Directory.CreateTempSubdirectory("atlassian-audit-mmdb-").FullName;
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly RecordedLog<AddressBook> _log = new();
    private readonly FakeTimeProvider _clock = new(BuiltAt.AddDays(7));
    private readonly List<AddressBook> _books = [];

    private string City => Path.Combine(_directory, "city.mmdb");

    private string Asn => Path.Combine(_directory, "asn.mmdb");

    public void Dispose()
    {
        foreach (var book in _books)
            book.Dispose();
        _services.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void A_city_and_an_asn_database_are_read_together()
    {
        File.WriteAllBytes(City, Cities("Stockholm").ToBytes());
        File.WriteAllBytes(Asn, new MmdbFile("GeoLite2-ASN", BuiltAt)
            .Add("89.160.20.0/24", new() { ["autonomous_system_number"] = 29518u, ["autonomous_system_organization"] = "Bredband2 AB" })
            .Add("2001:db8::/32", new() { ["autonomous_system_number"] = 4294967295u }).ToBytes());
        var book = Book(City, Asn);
        Assert.Equal(StockholmOfBredband, book.Find("89.160.20.112"));
        Assert.Equal(Stockholm with { AsNumber = 4294967295 }, book.Find("2001:db8::1"));
        Assert.Null(book.Find("10.0.0.1"));
        Assert.Null(book.Find("2001:db9::1"));
        Assert.Null(book.Find("no address"));
        Assert.Empty(book.Problems);
    }

    [Fact]
    public void What_is_remembered_of_an_address_is_said_of_no_other()
    {
        var recent = new RecentAddresses();
        recent.Keep("89.160.20.112", Stockholm);
        Assert.True(recent.TryGet("89.160.20.112", out var known));
        Assert.Same(Stockholm, known);

        // Many more than there are slots.
        for (var i = 0; i < 100_000; i++)
            Assert.True(!recent.TryGet($"no address {i}", out known) && known is null);
    }

    [Fact]
    public void A_database_of_IPv4_alone_says_nothing_of_IPv6()
    {
        File.WriteAllBytes(City, Cities("Stockholm", ipVersion: 4).ToBytes());
        var book = Book(City);
        Assert.Equal(Stockholm, book.Find("89.160.20.112"));
        Assert.Equal(Stockholm, book.Find("::ffff:89.160.20.112"));
        Assert.Null(book.Find("2001:db8::1"));
    }

    [Fact]
    public void The_flat_records_of_ipinfo_are_read_too()
    {
        File.WriteAllBytes(City, new MmdbFile("ipinfo standard_location.mmdb", BuiltAt)
            .Add("89.160.20.0/24", new() { ["city"] = "Stockholm", ["region"] = "Stockholm County", ["country"] = "SE", ["country_name"] = "Sweden", ["lat"] = "59.33", ["lng"] = "18.06" }).ToBytes());
        File.WriteAllBytes(Asn, new MmdbFile("ipinfo ipinfo_lite.mmdb", BuiltAt)
            .Add("89.160.20.0/24", new() { ["asn"] = "AS29518", ["as_name"] = "Bredband2 AB", ["country"] = "Sweden", ["country_code"] = "SE" }).ToBytes());
        Assert.Equal(StockholmOfBredband, Book(City, Asn).Find("89.160.20.112"));
        Assert.Equal(
            new AddressFacts { CountryIsoCode = "SE", CountryName = "Sweden", AsNumber = 29518, AsOrganization = "Bredband2 AB" },
            Book(null, Asn).Find("89.160.20.112"));
    }

    [Theory]
    [InlineData(91, 0)]
    [InlineData(0, 181)]
    [InlineData(double.NaN, 0)]
    [InlineData(0, double.PositiveInfinity)]
    public void A_point_off_the_map_is_none(double latitude, double longitude)
    {
        File.WriteAllBytes(City, new MmdbFile("DBIP-City", BuiltAt)
            .Add("89.160.20.0/24", new() { ["location"] = new Dictionary<string, object> { ["latitude"] = latitude, ["longitude"] = longitude }, ["city"] = Named("") }).ToBytes());
        Assert.Equal(new AddressFacts(), Book(City).Find("89.160.20.112"));
    }

    [Fact]
    public void A_missing_file_is_one_warning_and_is_used_when_it_comes()
    {
        var book = Book(City);
        book.Look();
        book.Look();
        Assert.Null(book.Find("89.160.20.112"));
        Assert.Contains("is missing; events go on without it", Assert.Single(_log.Warnings), StringComparison.Ordinal);

        File.WriteAllBytes(City, Cities("Stockholm").ToBytes());
        book.Look();
        Assert.Equal("Stockholm", book.Find("89.160.20.112")?.CityName);
        Assert.Empty(book.Problems);
        Assert.Single(_log.Warnings);
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(0, 50)]
    [InlineData(50, 100)]
    [InlineData(100, 100)]
    public void A_broken_file_is_one_warning(int keepFrom, int keepTo)
    {
        var whole = Cities("Stockholm").ToBytes();
        var bytes = whole[(whole.Length * keepFrom / 100)..(whole.Length * keepTo / 100)];
        if ((keepFrom, keepTo) == (0, 100))
            bytes = [.. bytes.Select(b => (byte)(b ^ 0x55))];
        File.WriteAllBytes(City, bytes);
        var book = Book(City);
        book.Look();
        Assert.Null(book.Find("89.160.20.112"));
        Assert.Single(_log.Warnings);
    }

    [Fact]
    public void A_database_whose_records_are_broken_says_nothing_and_is_counted()
    {
        var whole = Cities("Stockholm").ToBytes();
        var name = whole.AsSpan().IndexOf("iso_code"u8);
        whole[name - 1] = 0x5F;
        File.WriteAllBytes(City, whole);
        var failed = 0L;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Name == "atlassian_audit.enrichment.failed_lookups")
                listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, count, _, _) => failed += count);
        listener.Start();
        var book = Book(City);
        Assert.Null(book.Find("89.160.20.112"));
        Assert.Null(book.Find("89.160.20.113"));
        Assert.Equal(2, failed);
        Assert.Contains("cannot be read for some addresses", Assert.Single(_log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_put_in_its_place_is_read_when_it_has_stood_still_for_a_look()
    {
        File.WriteAllBytes(City, Cities("Stockholm").ToBytes());
        var book = Book(City);
        Assert.Equal("Stockholm", book.Find("89.160.20.112")?.CityName);

        var next = City + ".new";
        File.WriteAllBytes(next, Cities("Solna", BuiltAt.AddDays(7)).ToBytes());
        File.Move(next, City, overwrite: true);
        Touch(1);
        book.Look();
        Assert.Equal("Stockholm", book.Find("89.160.20.112")?.CityName);
        book.Look();
        Assert.Equal("Solna", book.Find("89.160.20.112")?.CityName);
    }

    [Fact]
    public void A_file_rewritten_in_place_harms_nothing_while_it_is_half_there()
    {
        File.WriteAllBytes(City, Cities("Stockholm").ToBytes());
        var book = Book(City);
        var next = Cities("Solna").ToBytes();
        using (var file = new FileStream(City, FileMode.Create, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Write(next.AsSpan(0, next.Length / 2));
            file.Flush();
            Touch(1);
            book.Look();
            book.Look();
            Assert.Equal("Stockholm", book.Find("89.160.20.113")?.CityName);
            Assert.Contains("the edition of 2026-05-12 stays in use", Assert.Single(_log.Warnings), StringComparison.Ordinal);
            file.Write(next.AsSpan(next.Length / 2));
        }

        Touch(2);
        book.Look();
        book.Look();
        Assert.Equal("Solna", book.Find("89.160.20.113")?.CityName);
    }

    [Fact]
    public void A_file_that_is_deleted_stays_in_use_until_the_next_is_put_there()
    {
        File.WriteAllBytes(City, Cities("Stockholm").ToBytes());
        var book = Book(City);
        File.Delete(City);
        book.Look();
        Assert.Equal("Stockholm", book.Find("89.160.20.112")?.CityName);
        Assert.Contains("is missing; the edition of 2026-05-12 stays in use", Assert.Single(_log.Warnings), StringComparison.Ordinal);

        File.WriteAllBytes(City, Cities("Solna").ToBytes());
        book.Look();
        book.Look();
        Assert.Equal("Solna", book.Find("89.160.20.112")?.CityName);
        Assert.Empty(book.Problems);
    }

    [Fact]
    public async Task Editions_change_while_events_are_mapped_and_no_look_up_is_lost()
    {
        File.WriteAllBytes(City, Cities("Stockholm").ToBytes());
        var book = Book(City);
        using var done = new CancellationTokenSource();
        using var looking = new CountdownEvent(2);
        var lookers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            for (var i = 0; !done.IsCancellationRequested; i++)
            {
                Assert.True(book.Find($"89.160.20.{i % 256}")?.CityName is "Stockholm" or "Solna");
                if (i == 0)
                    looking.Signal();
            }
        })).ToList();
        looking.Wait(TestContext.Current.CancellationToken);
        for (var edition = 1; edition <= 50; edition++)
        {
            File.WriteAllBytes(City, Cities(edition % 2 == 0 ? "Stockholm" : "Solna").ToBytes());
            Touch(edition);
            book.Look();
            book.Look();
        }

        await done.CancelAsync();
        await Task.WhenAll(lookers);
        Assert.Empty(_log.Warnings);
    }

    [Fact]
    public void More_addresses_than_are_remembered_are_all_found()
    {
        File.WriteAllBytes(City, new MmdbFile("GeoLite2-City", BuiltAt).Add("10.0.0.0/8", new() { ["city"] = Named("Stockholm") }).ToBytes());
        var book = Book(City);
        for (var round = 0; round < 2; round++)
            for (var i = 0; i < 20_000; i++)
                Assert.Equal("Stockholm", book.Find($"10.{i >> 16}.{(i >> 8) & 255}.{i & 255}")?.CityName);
    }

    [Fact]
    public void What_was_found_once_is_found_again_without_allocating()
    {
        File.WriteAllBytes(City, Cities("Stockholm").ToBytes());
        var book = Book(City);
        book.Find("89.160.20.112");
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            book.Find("89.160.20.112");
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void The_age_of_the_edition_in_use_is_measured()
    {
        File.WriteAllBytes(City, Cities("Stockholm").ToBytes());
        Book(City, Asn);
        var ages = new List<(string? Database, double Seconds)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Name == "atlassian_audit.enrichment.database_age")
                listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, age, tags, _) => ages.Add((tags[0].Value?.ToString(), age)));
        listener.Start();
        listener.RecordObservableInstruments();
        Assert.Equal([("Enrichment:CityDatabase", TimeSpan.FromDays(7).TotalSeconds)], ages);
    }

    [Fact]
    public void Wrong_settings_are_all_named()
    {
        var result = new EnrichmentOptionsRules().Validate(null, new EnrichmentOptions { CityDatabase = " ", AsnDatabase = _directory });
        Assert.Equal(2, result.Failures!.Count());
        Assert.Contains($"Enrichment:AsnDatabase is {_directory}, which is a directory. Name the .mmdb file in it.", result.Failures!);
        Assert.True(new EnrichmentOptionsRules().Validate(null, new EnrichmentOptions { CityDatabase = City }).Succeeded);
    }

    private static MmdbFile Cities(string city, DateTimeOffset? builtAt = null, int ipVersion = 6)
    {
        var record = new Dictionary<string, object>
        {
            ["city"] = Named(city),
            ["continent"] = new Dictionary<string, object> { ["code"] = "EU" },
            ["country"] = new Dictionary<string, object> { ["iso_code"] = "SE", ["names"] = new Dictionary<string, object> { ["de"] = "Schweden", ["en"] = "Sweden" } },
            ["location"] = new Dictionary<string, object> { ["accuracy_radius"] = (ushort)76, ["latitude"] = 59.33, ["longitude"] = 18.06, ["time_zone"] = "Europe/Stockholm" },
            ["subdivisions"] = new List<object> { Named("Stockholm County") },
        };
        var file = new MmdbFile("GeoLite2-City", builtAt ?? BuiltAt, ipVersion).Add("89.160.20.0/24", record);
        return ipVersion == 6 ? file.Add("2001:db8::/32", record) : file;
    }

    private static Dictionary<string, object> Named(string name) => new() { ["names"] = new Dictionary<string, object> { ["en"] = name } };

    /// <summary>Files that are written within one tick of the file system's clock would look the same.</summary>
    private void Touch(int seconds) => File.SetLastWriteTimeUtc(City, BuiltAt.UtcDateTime.AddSeconds(seconds));

    private AddressBook Book(string? city, string? asn = null)
    {
        var book = new AddressBook(
            new EnrichmentOptions { CityDatabase = city, AsnDatabase = asn },
            new EnrichingMetrics(_services.GetRequiredService<IMeterFactory>(), _clock),
            _log);
        _books.Add(book);
        book.Look();
        return book;
    }
}
