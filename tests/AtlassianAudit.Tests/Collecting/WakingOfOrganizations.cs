using System.Collections.Immutable;
using System.Net;
using System.Reflection;
using System.Threading.Channels;
using AtlassianAudit.Collector.Collecting;
using AtlassianAudit.Contracts.Organizations;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AtlassianAudit.Tests.Collecting;

/// <summary>One silo of two, whose waker calls organizations that the test answers for.</summary>
public sealed class WakingOfOrganizations : IAsyncLifetime
{
    private static readonly SiloAddress Own = SiloAddress.New(IPAddress.Loopback, 1, 1), Other = SiloAddress.New(IPAddress.Loopback, 2, 1);

    private readonly FakeTimeProvider _clock = new();
    private readonly SleepingOrganizations _sleeping = new();
    private readonly Calls _calls = new();
    private readonly Members _members = new(Own, Other);
    private readonly Lifetime _lifetime = new();
    private OrganizationWaker _waker = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var grains = Answering.As<IGrainFactory>((key, grain) => grain == typeof(IOrganizationGrain)
            ? Answering.As<IOrganizationGrain>((_, _) => _calls.Call((string)key[0]!))
            : Answering.As<IOrganizationDirectoryGrain>((_, _) => Task.FromResult(_calls.Shard((long)key[0]!))));
        _waker = new OrganizationWaker(grains, _members, new OwnSilo(), _sleeping, _lifetime, _clock, NullLogger<OrganizationWaker>.Instance);
        await _waker.StartAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _waker.StopAsync(CancellationToken.None);
        _waker.Dispose();
        _lifetime.Dispose();
    }

    [Fact]
    public async Task All_are_called_once_the_host_has_started()
    {
        _calls.Known = ["a", "b"];
        _lifetime.Start();
        await _calls.UntilAsync("a", "b");
    }

    [Fact]
    public async Task A_silo_that_dies_while_all_are_being_called_has_them_called_again()
    {
        _calls.Known = ["a"];
        _calls.Answer = new TaskCompletionSource();
        _lifetime.Start();
        await _calls.UntilAsync("a");
        _members.Change(Other, SiloStatus.Dead);
        _calls.Answer.SetResult();
        await _calls.UntilAsync("a");
    }

    [Fact]
    public async Task One_that_does_not_answer_is_given_up_after_five_seconds_and_called_again()
    {
        _calls.Answer = new TaskCompletionSource();
        _lifetime.Start();
        _sleeping.AddUrgent(["a"]);
        await _calls.UntilAsync("a");
        await _calls.UntilAsync(_clock, TimeSpan.FromSeconds(5 + (1.2 * 4)), "a");
    }

    [Fact]
    public async Task Nobody_waits_longer_than_six_seconds_to_be_called_again()
    {
        _calls.Answer = new TaskCompletionSource();
        _calls.Answer.SetException(new InvalidOperationException("The store is away."));
        _lifetime.Start();
        _sleeping.AddUrgent(["a"]);
        await _calls.UntilAsync("a");
        for (var attempt = 1; attempt <= 8; attempt++)
            await _calls.UntilAsync(_clock, TimeSpan.FromSeconds(6), "a");
    }

    [Fact]
    public async Task A_silo_that_dies_has_all_called_at_once_however_often_they_did_not_answer()
    {
        _calls.Known = ["b"];
        _calls.Answer = new TaskCompletionSource();
        _calls.Answer.SetException(new InvalidOperationException("The silo is not reached."));
        _lifetime.Start();
        await _calls.UntilAsync("b");
        _calls.Answer = new TaskCompletionSource();
        _calls.Answer.SetResult();

        // No clock moves: nobody rests.
        _members.Change(Other, SiloStatus.Dead);
        await _calls.UntilAsync("b");
    }

    /// <summary>Who is called, and what is answered.</summary>
    private sealed class Calls
    {
        private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
        private readonly Channel<string> _called = Channel.CreateUnbounded<string>();

        /// <summary>What the directory lists, in its first shard.</summary>
        public IReadOnlyList<string> Known { get; set; } = [];

        public TaskCompletionSource? Answer { get; set; }

        public ImmutableArray<OrganizationStatus> Shard(long shard) => shard == 0 ? [.. Known.Select(StatusOf)] : [];

        public Task Call(string organizationId)
        {
            _called.Writer.TryWrite(organizationId);
            return Answer?.Task ?? Task.CompletedTask;
        }

        /// <summary>Returns when these have been called, since the last time.</summary>
        public async Task UntilAsync(params IEnumerable<string> organizationIds)
        {
            var missing = organizationIds.ToHashSet();
            while (missing.Count > 0)
                missing.Remove(await _called.Reader.ReadAsync(Cancellation).AsTask().WaitAsync(TimeSpan.FromMinutes(1), Cancellation));
        }

        /// <summary>The same while time passes, at most so much.</summary>
        public async Task UntilAsync(FakeTimeProvider clock, TimeSpan within, string organizationId)
        {
            var called = UntilAsync(organizationId);
            var end = clock.GetUtcNow() + within;
            while (!called.IsCompleted)
            {
                Assert.True(clock.GetUtcNow() < end, $"{organizationId} was not called within {within}.");
                clock.Advance(Step);
                await Task.WhenAny(called, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancellation));
            }

            await called;
        }

        private static OrganizationStatus StatusOf(string id) => new()
        {
            OrganizationId = id,
            Name = id,
            Tenant = "default",
            Namespace = "default",
            Destination = "default",
            State = OrganizationState.Active,
            ApiKey = new ApiKeyStatus("sha256:", null, null),
        };
    }

    /// <summary>Grains, and who makes them: one function answers every call.</summary>
    public class Answering : DispatchProxy
    {
        private Func<object?[], Type, object?> _answer = null!;

        public static T As<T>(Func<object?[], Type, object?> answer)
            where T : class
        {
            var proxy = Create<T, Answering>();
            ((Answering)(object)proxy)._answer = answer;
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _answer(args ?? [], targetMethod!.ReturnType);
    }

    private sealed class Members : IClusterMembershipService
    {
        private readonly Channel<ClusterMembershipSnapshot> _updates = Channel.CreateUnbounded<ClusterMembershipSnapshot>();

        public Members(params SiloAddress[] active) => CurrentSnapshot = new ClusterMembershipSnapshot(
            active.ToImmutableDictionary(silo => silo, silo => new ClusterMember(silo, SiloStatus.Active, silo.ToString())), new MembershipVersion(1));

        public ClusterMembershipSnapshot CurrentSnapshot { get; private set; }

        public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => _updates.Reader.ReadAllAsync(Cancellation);

        public void Change(SiloAddress silo, SiloStatus status)
        {
            CurrentSnapshot = new ClusterMembershipSnapshot(
                CurrentSnapshot.Members.SetItem(silo, new ClusterMember(silo, status, silo.ToString())), new MembershipVersion(CurrentSnapshot.Version.Value + 1));
            _updates.Writer.TryWrite(CurrentSnapshot);
        }

        public ValueTask Refresh(MembershipVersion minimumVersion = default, CancellationToken cancellationToken = default) => default;

        public Task<bool> TryKill(SiloAddress siloAddress) => Task.FromResult(false);
    }

    private sealed class OwnSilo : ILocalSiloDetails
    {
        public string Name => "own";

        public string ClusterId => "test";

        public string DnsHostName => "localhost";

        public SiloAddress SiloAddress => Own;

        public SiloAddress GatewayAddress => Own;
    }

    private sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _started = new(), _stopping = new();

        public CancellationToken ApplicationStarted => _started.Token;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void Start() => _started.Cancel();

        public void StopApplication() => _stopping.Cancel();

        public void Dispose()
        {
            _started.Dispose();
            _stopping.Dispose();
        }
    }
}
