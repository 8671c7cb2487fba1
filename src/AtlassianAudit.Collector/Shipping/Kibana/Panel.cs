using System.Text.Json.Nodes;

namespace AtlassianAudit.Collector.Shipping.Kibana;

/// <summary>What stands in one rectangle of a dashboard. Its id follows from its title, which is unique on its dashboard.</summary>
internal abstract record Panel(string Title)
{
    public string Id => Slug.Of(Title);

    /// <summary>Columns of the grid; null = an equal share of what the others in its row leave.</summary>
    public int? Width { get; init; }

    /// <summary>What it needs, as the dashboard names it.</summary>
    public abstract IEnumerable<Reference> References { get; }

    public JsonObject ToJson(int x, int y, int width, int height)
    {
        var panel = new JsonObject
        {
            ["embeddableConfig"] = Config(),
            ["gridData"] = new JsonObject { ["h"] = height, ["i"] = Id, ["w"] = width, ["x"] = x, ["y"] = y },
            ["panelIndex"] = Id,
            ["title"] = Title,
        };
        Finish(panel);
        return panel;
    }

    protected abstract JsonObject Config();

    protected abstract void Finish(JsonObject panel);
}

/// <summary>A saved search, by reference: whoever changes its columns in Discover changes them here.</summary>
internal sealed record SearchPanel(string Title, SavedSearch Search) : Panel(Title)
{
    private string ReferenceName => $"panel_{Id}";

    public override IEnumerable<Reference> References => [new Reference(SavedSearch.Type, Search.Id, $"{Id}:{ReferenceName}")];

    protected override JsonObject Config() => new() { ["enhancements"] = new JsonObject() };

    protected override void Finish(JsonObject panel)
    {
        panel["panelRefName"] = ReferenceName;
        panel["type"] = SavedSearch.Type;
    }
}
