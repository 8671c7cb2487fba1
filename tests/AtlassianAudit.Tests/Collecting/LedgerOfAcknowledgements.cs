using AtlassianAudit.Collector.Collecting;
using AtlassianAudit.Collector.Mapping;
using FsCheck;
using FsCheck.Fluent;

namespace AtlassianAudit.Tests.Collecting;

public sealed class LedgerOfAcknowledgements
{
    private static string Id(int number) => DocumentId.Of("org", BitConverter.GetBytes(number));

    [Fact]
    public void It_knows_the_newest_ids_and_only_those() =>
        Prop.ForAll(Gen.Choose(0, 700).ListOf(12).ToArbitrary(), pages =>
        {
            byte[] ledger = [];
            var all = new List<int>();
            foreach (var page in pages)
            {
                var added = Enumerable.Range(all.Count, page).ToList();
                ledger = AckedLedger.Append(ledger, [.. added.Select(Id)]);
                all.AddRange(added);
            }

            var oldestKept = Math.Max(0, all.Count - AckedLedger.Size);
            return all.All(number => AckedLedger.Contains(ledger, Id(number)) == number >= oldestKept) && !AckedLedger.Contains(ledger, Id(-1));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));

    [Fact]
    public void A_page_larger_than_the_ledger_leaves_its_end()
    {
        var ledger = AckedLedger.Append([], [.. Enumerable.Range(0, 3000).Select(Id)]);
        Assert.Equal(AckedLedger.Size * 16, ledger.Length);
        Assert.True(AckedLedger.Contains(ledger, Id(2999)));
        Assert.False(AckedLedger.Contains(ledger, Id(0)));
    }

    [Fact]
    public void Nothing_added_is_the_same_ledger()
    {
        var ledger = AckedLedger.Append([], [Id(1)]);
        Assert.Same(ledger, AckedLedger.Append(ledger, []));
    }
}
