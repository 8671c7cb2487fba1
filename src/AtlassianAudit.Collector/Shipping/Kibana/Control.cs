using System.Text.Json.Nodes;

namespace AtlassianAudit.Collector.Shipping.Kibana;

/// <summary>A list above a dashboard from which the reader picks values of a field.</summary>
internal sealed record Control(string Field, string Label)
{
    public static IReadOnlyList<Control> Common { get; } =
        [new("labels.tenant", "Tenant"), new("organization.name", "Organization"), new("event.action", "Action"), new("user.name", "User")];

    private string Id => Slug.Of(Field);

    public Reference Reference => DataView.As($"controlGroup_{Id}:optionsListDataView");

    /// <summary>Each list offers what the ones before it leave.</summary>
    public static JsonObject Group(IReadOnlyList<Control> controls) => new()
    {
        ["chainingSystem"] = "HIERARCHICAL",
        ["controlStyle"] = "oneLine",
        ["ignoreParentSettingsJSON"] = SavedObject.Text(new JsonObject
        {
            ["ignoreFilters"] = false,
            ["ignoreQuery"] = false,
            ["ignoreTimerange"] = false,
            ["ignoreValidations"] = false,
        }),
        ["panelsJSON"] = SavedObject.Text(new JsonObject(controls.Select((control, order) => KeyValuePair.Create(control.Id, (JsonNode?)control.ToJson(order))))),
        ["showApplySelections"] = false,
    };

    private JsonObject ToJson(int order) => new()
    {
        ["explicitInput"] = new JsonObject
        {
            ["fieldName"] = Field,
            ["id"] = Id,
            ["searchTechnique"] = "wildcard",
            ["selectedOptions"] = new JsonArray(),
            ["sort"] = new JsonObject { ["by"] = "_count", ["direction"] = "desc" },
            ["title"] = Label,
        },
        ["grow"] = true,
        ["order"] = order,
        ["type"] = "optionsListControl",
        ["width"] = "medium",
    };
}
