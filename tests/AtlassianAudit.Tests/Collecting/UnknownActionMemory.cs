using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using AtlassianAudit.Collector.Atlassian;
using AtlassianAudit.Collector.Collecting;
using AtlassianAudit.Collector.Mapping;
using AtlassianAudit.Contracts.Organizations;

namespace AtlassianAudit.Tests.Collecting;

public sealed class UnknownActionMemory
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 19, 12, 0, 0, TimeSpan.Zero);
    private static readonly CursorState Empty = new();

    [Fact]
    public void Events_are_counted_with_the_time_of_the_oldest_and_the_newest()
    {
        var once = UnknownActionRules.Note(Empty, [Seen("a", 2, 0, 5)]);
        var twice = UnknownActionRules.Note(once, [Seen("b", 1, 1, 1), Seen("a", 3, -5, 2)]);
        Assert.Equal(["a", "b"], twice.UnknownActions.Select(entry => entry.Action));
        Assert.Equal(new UnknownActionEntry { Action = "a", Count = 5, FirstSeenAt = Noon.AddMinutes(-5), LastSeenAt = Noon.AddMinutes(5) }, twice.UnknownActions[0]);
    }

    [Fact]
    public void A_page_without_any_changes_nothing()
    {
        var current = UnknownActionRules.Note(Empty, [Seen("a")]);
        Assert.Same(current, UnknownActionRules.Note(current, []));
        Assert.Equal(current, CursorRules.Behind(current, null, new Tally()));
    }

    [Fact]
    public void The_list_is_bounded_and_what_it_has_no_room_for_is_counted()
    {
        var full = UnknownActionRules.Note(Empty, [.. Enumerable.Range(0, UnknownActions.Listed + 10).Select(i => Seen($"a{i}", 2))]);
        Assert.Equal((UnknownActions.Listed, 20), (full.UnknownActions.Length, full.UnlistedUnknown));
        Assert.Equal(3, UnknownActionRules.Note(full, [Seen("a0", 1)]).UnknownActions[0].Count);
    }

    [Fact]
    public void Ids_that_are_no_text_or_too_long_are_only_counted()
    {
        var noted = UnknownActionRules.Note(Empty, [Seen(new string('a', 129)), Seen("a\nb"), Seen(new string('a', 128))]);
        Assert.Equal((128, 2), (Assert.Single(noted.UnknownActions).Action.Length, noted.UnlistedUnknown));
    }

    [Fact]
    public void Each_is_told_of_once()
    {
        var first = UnknownActionRules.Note(Empty, [Seen("a")]);
        var page = new[] { Seen("a"), Seen("b"), Seen("c\n") };
        Assert.Equal(["b"], UnknownActionRules.New(first, UnknownActionRules.Note(first, page), page).Select(seen => seen.Action.Action));
    }

    [Theory]
    [InlineData(null, 0, "", 60)]
    [InlineData(-60, 0, "", 60)]
    [InlineData(-60, 0, "b", 10_020)]
    [InlineData(30, 2, "", 10_110)]
    [InlineData(30, 1, "", 60)]
    [InlineData(30, 1, "b", 10_110)]
    [InlineData(-10_200, 2, "", 120)]
    public void The_catalogue_is_asked_about_what_it_was_not_asked_about_before(int? readAt, int askedAbout, string listed, int dueAt)
    {
        var cursor = UnknownActionRules.Note(Empty, [Seen("a", 1, -1_000_000), Seen("b", 1, -1_000_000)]) with
        {
            ActionsReadAt = readAt is { } read ? Noon.AddMinutes(read) : null,
            ActionsAskedAbout = askedAbout,
        };
        ImmutableArray<CatalogueEntry> catalogue = listed.Length > 0 ? [new CatalogueEntry { Action = "a" }, new CatalogueEntry { Action = listed }] : [];
        Assert.Equal(Noon.AddMinutes(dueAt), UnknownActionRules.CatalogueDueAt(cursor, catalogue, Noon.AddMinutes(120), Noon.AddMinutes(60)));
    }

    [Fact]
    public void Without_unknown_actions_it_is_read_weekly()
    {
        Assert.Equal(Noon.AddMinutes(2), UnknownActionRules.CatalogueDueAt(Empty, [], Noon.AddMinutes(2), Noon));
        Assert.Equal(Noon.AddDays(7), UnknownActionRules.CatalogueDueAt(Empty with { ActionsReadAt = Noon }, [], Noon.AddMinutes(2), Noon));
    }

    [Fact]
    public void What_a_newer_table_knows_is_not_shown_and_not_asked_about()
    {
        var cursor = Empty with { UnknownActions = [new UnknownActionEntry { Action = "user_login", FirstSeenAt = Noon }] };
        Assert.Empty(UnknownActionRules.Show(cursor, ActionCatalogue.TableOnly).Items);
        Assert.Equal(Noon.AddMinutes(2), UnknownActionRules.CatalogueDueAt(cursor, [], Noon.AddMinutes(2), Noon));
    }

    [Fact]
    public void A_state_from_before_has_none() =>
        Assert.Empty(JsonSerializer.Deserialize<CursorState>("""{"Incarnation":"i"}""")!.UnknownActions);

    [Fact]
    public void A_time_ahead_of_the_clock_counts_as_now()
    {
        var sightings = new UnknownSightings(Noon);
        foreach (var minutes in new[] { 1, -1, 500_000 })
            sightings.Saw(new MapResult.Mapped(Noon.AddMinutes(minutes), null, ActionCatalogue.TableOnly.Explain("a")));
        sightings.Saw(new MapResult.Mapped(Noon, null, ActionCatalogue.TableOnly.Explain("user_login")));
        sightings.Saw(new MapResult.Mapped(Noon, null, ActionMeaning.Nameless));
        var seen = Assert.Single(sightings.All);
        Assert.Equal(("a", 3, Noon.AddMinutes(-1), Noon), (seen.Action.Action, seen.Count, seen.First, seen.Last));
    }

    [Fact]
    public void Of_a_catalogue_what_the_table_does_not_know_is_kept_and_what_cannot_be_read_is_passed_over()
    {
        var deep = new string('[', 100) + new string(']', 100);
        var read = CatalogueReading.Read(new Answer(
            """{"id":"user_login","attributes":{"displayName":"Logged in","groupDisplayNames":["ATLASSIAN ACCOUNTS"]}}""",
            """{"type":"eventActions","id":"new_one","attributes":{"displayName":"New","groupDisplayNames":["A","",5,"B"]}}""",
            """{"id":"bare"}""",
            """{"id":"odd","attributes":{"displayName":5,"groupDisplayNames":"none"}}""",
            """{"id":"half","attributes":{"displayName":"\ud800"}}""",
            $$$"""{"id":"deep","attributes":{{{deep}}}}""",
            "17", "null", "{}", """{"id":"a\nb"}"""));
        Assert.Equal(["new_one", "bare", "odd"], read.Select(entry => entry.Action));
        Assert.Equal(("New", "A B"), (read[0].DisplayName, string.Join(' ', read[0].Groups)));
    }

    [Fact]
    public void Of_an_immense_catalogue_a_part_is_kept()
    {
        var read = CatalogueReading.Read(new Answer([.. Enumerable.Range(0, 2000).Select(i =>
            $$"""{"id":"new_{{i}}","attributes":{"displayName":"{{new string('n', 5000)}}","groupDisplayNames":[{{string.Join(',', Enumerable.Repeat("\"g\"", 100))}}] } }""")]));
        Assert.Equal((500, 256, 8), (read.Length, read[0].DisplayName.Length, read[0].Groups.Length));
    }

    [Fact]
    public void A_long_name_of_a_catalogue_is_not_cut_within_a_character()
    {
        var entry = Assert.Single(CatalogueReading.Read(new Answer($$$"""{"id":"new_one","attributes":{"displayName":"{{{new string('n', 255)}}}😀"}}""")));
        Assert.Equal(new string('n', 255), entry.DisplayName);
        Assert.Equal(entry.DisplayName, new ActionCatalogue([new CatalogueAction(entry.Action, entry.DisplayName, [])]).Explain("new_one").DisplayName);
    }

    private static UnknownSighting Seen(string action, int count = 1, int first = 0, int last = 0) =>
        new(ActionCatalogue.TableOnly.Explain(action), count, Noon.AddMinutes(first), Noon.AddMinutes(last));

    private sealed class Answer(params string[] items) : IEventPage
    {
        public int Count => items.Length;

        public ReadOnlySpan<byte> Event(int index) => Encoding.UTF8.GetBytes(items[index]);
    }
}
