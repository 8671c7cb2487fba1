using System.Diagnostics.Metrics;
using System.Text;
using AtlassianAudit.Collector.Shipping;
using AtlassianAudit.Collector.Shipping.Elasticsearch;
using AtlassianAudit.Contracts.Destinations;
using AtlassianAudit.Contracts.Shipping;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace AtlassianAudit.Tests.Shipping;

public sealed class PipelineDelivery : IDisposable
{
    private readonly TrackingClock _clock = new();
    private readonly ScriptedElasticsearch _elasticsearch = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ByteBudget _budget = new(1000);
    private readonly DestinationPipeline _pipeline;

    public PipelineDelivery() =>
        _pipeline = Pipeline(_elasticsearch, new DestinationSettings { Name = "d", Urls = ["http://x"], SetUpTemplates = false, MaxRequestBytes = 100 });

    private DestinationPipeline Pipeline(ScriptedElasticsearch elasticsearch, DestinationSettings settings) => new(
        settings,
        elasticsearch,
        new ShippingOptions { LingerMilliseconds = 5, MaxConcurrentRequests = 1 },
        _budget,
        new ShippingMetrics(_services.GetRequiredService<IMeterFactory>()),
        _clock,
        NullLogger.Instance);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _pipeline.Dispose();
        _services.Dispose();
    }

    [Fact]
    public async Task Batches_of_several_organizations_share_a_request_and_each_gets_its_own_report()
    {
        _elasticsearch.Items(201, 409, 400);
        var first = _pipeline.ShipAsync(Batch("s", "a", "b"));
        var second = _pipeline.ShipAsync(Batch("s", "c"));
        _clock.Advance(TimeSpan.FromMilliseconds(5));

        var one = Assert.IsType<ShipReport.Settled>(await first);
        var two = Assert.IsType<ShipReport.Settled>(await second);
        Assert.Equal(["a\nb\nc\n"], _elasticsearch.Requests);
        Assert.Equal([ItemOutcome.Stored, ItemOutcome.Duplicate], one.Outcomes);
        Assert.Equal([new Refusal(0, "document_parsing_exception", "scripted")], two.Refusals);
        Assert.Equal(".ds-1", one.WriteIndex);
    }

    [Fact]
    public async Task Only_what_was_rejected_is_sent_again()
    {
        _elasticsearch.Items(201, 429, 429, 201, 429);
        var report = _pipeline.ShipAsync(Batch("s", "a", "b", "c", "d", "e"));
        _clock.Advance(TimeSpan.FromMilliseconds(5));
        await _clock.AlarmAsync(Cancellation);
        await _clock.GoToAlarmAsync(Cancellation);

        Assert.IsType<ShipReport.Settled>(await report);
        Assert.Equal(["a\nb\nc\nd\ne\n", "b\nc\ne\n"], _elasticsearch.Requests);
    }

    [Fact]
    public async Task A_request_that_is_too_large_is_halved_down_to_the_document_that_is()
    {
        _elasticsearch.Status(413).Status(413).Status(413);
        var report = _pipeline.ShipAsync(Batch("s", "a", "b", "c", "d"));
        _clock.Advance(TimeSpan.FromMilliseconds(5));

        var settled = Assert.IsType<ShipReport.Settled>(await report);
        Assert.Equal([ItemOutcome.Refused, ItemOutcome.Stored, ItemOutcome.Stored, ItemOutcome.Stored], settled.Outcomes);
        Assert.Equal("document_too_large", Assert.Single(settled.Refusals).ErrorType);
        Assert.Equal(["a\nb\nc\nd\n", "a\nb\n", "a\n"], _elasticsearch.Requests.Take(3));
    }

    [Fact]
    public async Task A_stream_that_is_refused_is_held_and_the_others_go_on()
    {
        _elasticsearch.Items(403, 201);
        var refused = _pipeline.ShipAsync(Batch("s", "a"));
        var other = _pipeline.ShipAsync(Batch("t", "b"));
        _clock.Advance(TimeSpan.FromMilliseconds(5));

        Assert.StartsWith("s: ", Assert.IsType<ShipReport.Unavailable>(await refused).Reason, StringComparison.Ordinal);
        Assert.IsType<ShipReport.Settled>(await other);
    }

    [Fact]
    public async Task A_hanging_destination_keeps_nobody_waiting_for_ten_seconds()
    {
        var hanging = new TaskCompletionSource<ElasticsearchAnswer>();
        _elasticsearch.Until(hanging.Task);
        var first = _pipeline.ShipAsync(Batch("s", "a"));
        _clock.Advance(TimeSpan.FromMilliseconds(5));
        await _elasticsearch.Came.WaitAsync(Cancellation);
        var second = _pipeline.ShipAsync(Batch("s", "b"));
        _clock.Advance(TimeSpan.FromSeconds(9));

        Assert.Equal([ItemOutcome.Pending], Assert.IsType<ShipReport.Pressure>(await first).Outcomes);
        Assert.IsType<ShipReport.Pressure>(await second);
        hanging.SetResult(ScriptedElasticsearch.Answer(201));
    }

    [Fact]
    public async Task A_destination_that_cannot_be_reached_is_asked_ever_more_seldom()
    {
        foreach (var seconds in new[] { 0.5, 1, 2 })
        {
            _elasticsearch.Failure("unreachable");
            var shipped = _pipeline.ShipAsync(Batch("s", "a"));
            await _clock.GoToAlarmAsync(Cancellation);
            var pressure = Assert.IsType<ShipReport.Pressure>(await shipped);
            Assert.Equal("unreachable", pressure.Reason);
            Assert.InRange(pressure.RetryAfter.TotalSeconds, 0.79 * seconds, 1.21 * seconds);
            _clock.Advance(pressure.RetryAfter);
        }
    }

    [Theory]
    [InlineData(503)]
    [InlineData(500)]
    public async Task What_may_be_stored_unheard_is_given_back_and_never_sent_again_from_here(int status)
    {
        _elasticsearch.Items(201, status);
        var report = _pipeline.ShipAsync(Batch("s", "a", "b"));
        await _clock.GoToAlarmAsync(Cancellation);
        Assert.Equal([ItemOutcome.Stored, ItemOutcome.Pending], Assert.IsType<ShipReport.Pressure>(await report).Outcomes);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Single(_elasticsearch.Requests);
    }

    [Fact]
    public void A_wait_doubles_up_to_its_bound_and_begins_anew_after_a_success()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(6));
        Assert.Equal([1, 2, 4, 6, 6], Enumerable.Range(0, 5).Select(_ => backoff.Failed(0.5).TotalSeconds));
        backoff.Succeeded();
        Assert.Equal(TimeSpan.FromSeconds(1), backoff.Failed(0.5));
    }

    [Fact]
    public async Task A_cluster_that_answers_no_look_up_is_asked_ever_more_seldom_however_many_ask()
    {
        _elasticsearch.IsDown = true;
        foreach (var seconds in new[] { 0.5, 1, 2 })
        {
            var reports = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => _pipeline.ShipAsync(Batch("s", "a") with { LookUp = new LookUp(null) })));
            foreach (var pressure in reports.Cast<ShipReport.Pressure>())
                Assert.InRange(pressure.RetryAfter.TotalSeconds, 0.79 * seconds, 1.21 * seconds);
            _clock.Advance(TimeSpan.FromSeconds(1.21 * seconds));
        }
    }

    [Fact]
    public async Task Bytes_are_budgeted_and_given_back()
    {
        var hanging = new TaskCompletionSource<ElasticsearchAnswer>();
        _elasticsearch.Until(hanging.Task);
        var large = _pipeline.ShipAsync(Batch("s", new string('x', 998)));
        Assert.IsType<ShipReport.Pressure>(await _pipeline.ShipAsync(Batch("s", "abc")));
        await _elasticsearch.Came.WaitAsync(Cancellation);
        hanging.SetResult(ScriptedElasticsearch.Answer(201));
        Assert.IsType<ShipReport.Settled>(await large);

        var after = _pipeline.ShipAsync(Batch("s", "abc"));
        _clock.Advance(TimeSpan.FromMilliseconds(5));
        Assert.IsType<ShipReport.Settled>(await after);
    }

    [Fact]
    public async Task A_stream_that_cannot_be_looked_up_holds_up_no_other()
    {
        _elasticsearch.Else = new(200, Encoding.UTF8.GetBytes(
            """{"data_streams":[{"indices":[{"index_name":".ds-1"}]}],"docs":[{"_index":".ds-1","_id":"id","error":{"type":"no_shard_available_action_exception","reason":"r"} }]}"""));
        for (var i = 0; i < 10; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(40));
            Assert.Contains("no_shard_available", Assert.IsType<ShipReport.Pressure>(await _pipeline.ShipAsync(Batch("red", "a") with { LookUp = new LookUp(null) })).Reason, StringComparison.Ordinal);
        }

        _elasticsearch.Items(201);
        var report = _pipeline.ShipAsync(Batch("s", "b"));
        _clock.Advance(TimeSpan.FromMilliseconds(5));
        Assert.IsType<ShipReport.Settled>(await report.WaitAsync(Cancellation));
    }

    [Fact]
    public async Task What_comes_back_for_nobody_is_in_no_queue()
    {
        var answer = new TaskCompletionSource<ElasticsearchAnswer>();
        _elasticsearch.Until(answer.Task);
        var report = _pipeline.ShipAsync(Batch("s", "a"));
        _clock.Advance(TimeSpan.FromMilliseconds(5));
        await _elasticsearch.Came.WaitAsync(Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.IsType<ShipReport.Pressure>(await report);
        answer.SetResult(new(429, "{}"u8.ToArray()));
        while (!_budget.TryTake(1000))
            await Task.Yield();
        Assert.Equal(0, _pipeline.WaitingBytes);
    }

    [Fact]
    public async Task What_waited_in_vain_is_in_no_queue_any_more()
    {
        var hanging = new TaskCompletionSource<ElasticsearchAnswer>();
        _elasticsearch.Until(hanging.Task);
        var sent = _pipeline.ShipAsync(Batch("s", "sent"));
        _clock.Advance(TimeSpan.FromMilliseconds(5));
        await _elasticsearch.Came.WaitAsync(Cancellation);
        var waits = _pipeline.ShipAsync(Batch("s", "waits"));
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.IsType<ShipReport.Pressure>(await sent);
        Assert.IsType<ShipReport.Pressure>(await waits);
        Assert.Equal(0, _pipeline.WaitingBytes);
        hanging.SetResult(ScriptedElasticsearch.Answer(201));
    }

    [Fact]
    public async Task Documents_are_reported_stored_however_long_the_retention_takes()
    {
        var hanging = new TaskCompletionSource<ElasticsearchAnswer>();
        using var elasticsearch = new ScriptedElasticsearch { ElseWhen = hanging.Task };
        using var pipeline = Pipeline(elasticsearch, new DestinationSettings { Name = "d", Urls = ["http://x"], SetUpTemplates = false, MaxRequestBytes = 100, RetentionDays = 30 });
        var report = pipeline.ShipAsync(Batch("s", "a"));
        _clock.Advance(TimeSpan.FromMilliseconds(5));
        Assert.IsType<ShipReport.Settled>(await report);
        hanging.SetResult(new ElasticsearchAnswer(200, "{}"u8.ToArray()));
    }

    [Fact]
    public async Task A_refused_credential_stops_the_destination_and_its_settings_are_looked_up_again()
    {
        _elasticsearch.Status(401);
        var report = _pipeline.ShipAsync(Batch("s", "a"));
        _clock.Advance(TimeSpan.FromMilliseconds(5));
        Assert.Contains("credential", Assert.IsType<ShipReport.Unavailable>(await report).Reason, StringComparison.Ordinal);
        Assert.True(_pipeline.IsRefused);
        Assert.IsType<ShipReport.Unavailable>(await _pipeline.ShipAsync(Batch("s", "a")));
        Assert.Single(_elasticsearch.Requests);
    }

    /// <summary>Each document is one line of its own.</summary>
    private static MappedBatch Batch(string stream, params string[] documents)
    {
        var body = Encoding.UTF8.GetBytes(string.Concat(documents.Select(document => document + "\n")));
        var ends = new List<int>();
        foreach (var document in documents)
            ends.Add(ends.LastOrDefault() + document.Length + 1);
        return new MappedBatch("org", stream, body, [.. ends], [.. documents]);
    }
}
