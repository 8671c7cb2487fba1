using System.Text;
using AtlassianAudit.Contracts.Organizations;
using AtlassianAudit.Contracts.Shipping;

namespace AtlassianAudit.Tests.Upgrades;

/// <summary>While a cluster is upgraded, this version is the earlier one, too: what it does not know, it leaves aside.</summary>
public sealed class MessagesOfLaterVersions
{
    public static TheoryData<int> Samples => [.. Enumerable.Range(0, MessageSamples.All.Count)];

    [Theory]
    [MemberData(nameof(Samples))]
    public void May_have_more_members(int sample)
    {
        var message = MessageSamples.All[sample];
        var read = OrleansWire.Read(Renamed(OrleansWire.WithLaterMembers(OrleansWire.Write(message)), "audit.test.later-member", "audit.test.LATER-member"));
        Assert.IsType(message.GetType(), read);
        Assert.Equal(OrleansWire.Holding(message), OrleansWire.Holding(read));
    }

    [Fact]
    public void May_have_more_members_within_their_members()
    {
        var counters = new LaterCounters { Fetched = 1, Stored = 2, Reasons = ["later"] };
        var job = new LaterJob { Kind = HistoryJobKind.Replay, Number = 3, Reason = "reason", Counters = counters, Expected = counters };
        Assert.Equal(
            new HistoryJob { Kind = HistoryJobKind.Replay, Number = 3, Reason = "reason", Counters = new OrganizationCounters { Fetched = 1, Stored = 2 } },
            OrleansWire.Serializer.Deserialize<HistoryJob>(OrleansWire.Serializer.SerializeToArray(job)));
    }

    [Fact]
    public void May_have_more_members_in_what_the_cases_of_a_union_share()
    {
        // The same refusal twice: the second time the wire says "that one", and this version has not read it.
        var refusal = new Refusal(1, "type", "reason");
        var later = OrleansWire.Write(new LaterReport.Settled { Outcomes = [ItemOutcome.Refused], WriteIndex = "index", First = refusal, Refusals = [refusal], Note = "later" });
        var read = Assert.IsType<ShipReport.Settled>(OrleansWire.Read(Renamed(later, "later.ship-report", "audit.ship-report")));
        Assert.Equal("index", read.WriteIndex);
        Assert.Equal([ItemOutcome.Refused], read.Outcomes);
        Assert.Equal([refusal], read.Refusals);
    }

    private static byte[] Renamed(byte[] message, string from, string to)
    {
        var at = message.AsSpan().IndexOf(Encoding.UTF8.GetBytes(from));
        Assert.NotEqual(-1, at);
        Encoding.UTF8.GetBytes(to, message.AsSpan(at));
        return message;
    }
}
