using AtlassianAudit.Collector.Collecting;

namespace AtlassianAudit.Tests.Collecting;

public sealed class CursorMovement
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 19, 12, 0, 0, TimeSpan.Zero);

    private static CursorState At(string? cursor) => new() { Incarnation = "i", Cursor = cursor, From = Noon.AddDays(-1) };

    [Theory]
    [InlineData("a", "b", "b")]
    [InlineData("a", null, "a")]
    [InlineData("a", "", "a")]
    [InlineData(null, null, null)]
    [InlineData(null, "b", "b")]
    public void Only_a_non_empty_next_moves_the_cursor(string? current, string? next, string? expected) =>
        Assert.Equal(expected, CursorRules.Behind(At(current), next, new Tally()).Cursor);

    [Fact]
    public void An_idle_poll_changes_nothing()
    {
        var current = At("a") with { Watermark = Noon };
        Assert.Equal(current, CursorRules.Behind(current, null, new Tally()));
    }

    [Fact]
    public void The_watermark_never_moves_backwards()
    {
        var current = At("a") with { Watermark = Noon };
        Assert.Equal(Noon, CursorRules.Behind(current, "b", new Tally { Watermark = Noon.AddMinutes(-1) }).Watermark);
        Assert.Equal(Noon.AddMinutes(1), CursorRules.Behind(current, "b", new Tally { Watermark = Noon.AddMinutes(1) }).Watermark);
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(4, 10)]
    [InlineData(30, 60)]
    [InlineData(5000, 1440)]
    public void A_rejected_cursor_restarts_with_an_overlap_of_twice_the_largest_delay_from_10_minutes_to_24_hours(int delayMinutes, int overlapMinutes)
    {
        var current = At("a") with { Watermark = Noon, LargestDelay = TimeSpan.FromMinutes(delayMinutes) };
        var restarted = CursorRules.Restart(current, Noon.AddDays(-9), null);
        Assert.Null(restarted.Cursor);
        Assert.Equal(Noon.AddMinutes(-overlapMinutes), restarted.From);
    }

    [Fact]
    public void A_rejected_cursor_never_restarts_before_collecting_began() =>
        Assert.Equal(Noon.AddMinutes(-5), CursorRules.Restart(At("a") with { Watermark = Noon }, Noon.AddMinutes(-5), null).From);

    [Fact]
    public void A_cursor_rejected_before_anything_was_stored_restarts_where_it_began() =>
        Assert.Equal(At(null), CursorRules.Restart(At("a"), Noon, null));

    [Fact]
    public void A_cursor_rejected_while_something_is_in_doubt_restarts_with_looking_up_all_that_may_have_been_shipped()
    {
        foreach (var current in new[] { At("a"), At("a") with { Watermark = Noon } })
        {
            Assert.Equal(CursorRules.ProcessedBy(Noon.AddHours(1)), CursorRules.Restart(current, Noon, Noon.AddHours(1)).LookUpThrough);
            Assert.Equal(Noon.AddDays(1), CursorRules.Restart(current with { LookUpThrough = Noon.AddDays(1) }, Noon, Noon.AddHours(1)).LookUpThrough);
        }
    }

    [Fact]
    public void Doubt_ends_behind_as_many_events_as_are_in_doubt()
    {
        var lost = default(Doubt).Shipping(10);
        Assert.True(lost.Holds(Noon) && lost.Holds(null));
        Assert.True(lost.Behind(4, Noon).Behind(5, Noon.AddDays(1)).IsAny);
        Assert.False(lost.Behind(4, Noon).Behind(6, Noon.AddDays(1)).IsAny);
        Assert.Equal(lost, lost.Shipping(4));
        Assert.Equal(12, lost.Shipping(12).Events);
    }

    [Fact]
    public void Doubt_of_others_ends_with_what_they_cannot_have_seen()
    {
        var others = Doubt.OfOthers(Noon);
        Assert.True(others.Holds(CursorRules.ProcessedBy(Noon)));
        Assert.False(others.Holds(CursorRules.ProcessedBy(Noon).AddTicks(1)));
        Assert.True(others.Behind(1, Noon).Holds(Noon));
        Assert.False(others.Behind(1, Noon.AddDays(1)).IsAny);
        Assert.False(others.Behind(500, Noon).IsAny);
    }

    [Theory]
    [InlineData(500, "a", "b", true)]
    [InlineData(499, "a", "b", true)]
    [InlineData(200, "a", "b", true)]
    [InlineData(199, "a", "b", false)]
    [InlineData(500, "a", "a", false)]
    [InlineData(500, "a", null, false)]
    [InlineData(500, null, null, false)]
    public void Another_page_is_asked_for_at_once_when_this_one_may_have_been_full_and_the_cursor_moved(int events, string? current, string? next, bool more) =>
        Assert.Equal(more, CursorRules.HasMore(At(current), next, events, pageSize: 500));

    [Fact]
    public void A_small_page_size_makes_a_small_page_full() => Assert.True(CursorRules.HasMore(At("a"), "b", 50, pageSize: 50));

    [Fact]
    public void An_organization_that_was_added_again_begins_anew()
    {
        var registration = new OrganizationRegistration { Incarnation = "second", From = Noon, AddedAt = Noon.AddHours(1) };
        var current = CursorRules.Current(At("a") with { Watermark = Noon }, registration, Noon.AddHours(2));
        Assert.Equal(new CursorState { Incarnation = "second", From = Noon, LookUpThrough = CursorRules.ProcessedBy(Noon.AddHours(2)) }, current);
    }

    [Theory]
    [InlineData(null, 0, false)]
    [InlineData(0, -1, true)]
    [InlineData(0, 0, true)]
    [InlineData(0, 1, false)]
    [InlineData(0, null, true)]
    public void A_page_is_looked_up_while_it_may_hold_what_was_shipped_before(int? throughMinutes, int? oldestMinutes, bool lookUp) =>
        Assert.Equal(lookUp, CursorRules.MayHaveBeenShipped(
            At("a") with { LookUpThrough = throughMinutes is { } through ? Noon.AddMinutes(through) : null },
            oldestMinutes is { } oldest ? Noon.AddMinutes(oldest) : null));

    [Fact]
    public void A_page_of_newer_events_ends_the_looking_up_and_an_empty_one_does_not()
    {
        var current = At("a") with { LookUpThrough = Noon };
        Assert.Equal(Noon, CursorRules.Behind(current, "b", new Tally()).LookUpThrough);
        Assert.Equal(Noon, CursorRules.Behind(current, "b", new Tally { Fetched = 1, Oldest = Noon }).LookUpThrough);
        Assert.Null(CursorRules.Behind(current, "b", new Tally { Fetched = 1, Oldest = Noon.AddSeconds(1) }).LookUpThrough);
    }
}
