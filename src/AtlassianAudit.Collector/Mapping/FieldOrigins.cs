using static AtlassianAudit.Collector.Mapping.EventField;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>
/// Where each field of a document comes from: what <see cref="EventDocument"/> does, for people. A test maps events that have everything and fails where a
/// field is not listed here.
/// </summary>
internal static class FieldOrigins
{
    private const string Constant = "constant";
    private const string Audit = "atlassian_cloud.audit.";
    private const string FirstUser = "the first item of type users in attributes.context: ";
    private const string FirstGroup = "the first item of type groups in attributes.context: ";
    private const string Database = "derived: the address database's word about source.ip";
    private const string Catalogue = "derived: Atlassian's catalogue of actions";

    private delegate string Origin(in ScannedEvent scanned, MappingContext context);

    /// <summary>By path; one with a dot at its end stands for everything below.</summary>
    private static readonly Dictionary<string, Origin> Origins = new(StringComparer.Ordinal)
    {
        ["@timestamp"] = Timestamp,
        ["ecs.version"] = Said(Constant),
        ["data_stream.type"] = Said(Constant),
        ["data_stream.dataset"] = Said(Constant),
        ["data_stream.namespace"] = Said("setting: the organization's namespace"),
        ["observer.vendor"] = Said(Constant),
        ["observer.product"] = Said(Constant),
        ["observer.type"] = Said(Constant),
        ["input.type"] = Said(Constant),
        ["organization.id"] = Said("setting: the organization's id"),
        ["organization.name"] = Said("setting: the organization's name"),
        ["labels.tenant"] = Said("setting: the organization's tenant"),
        ["event.id"] = First(Id),
        ["event.action"] = First(EventField.Action),
        ["event.kind"] = Said(Constant),
        ["event.category"] = Why,
        ["event.type"] = Why,
        ["event.outcome"] = Why,
        ["event.module"] = Said(Constant),
        ["event.dataset"] = Said(Constant),
        ["event.created"] = First(ProcessedAt),
        ["event.reference"] = First(SelfLink),
        ["event.original"] = (in _, context) => context.PreserveOriginal ? "setting: the event's own bytes are preserved" : "derived: the event's own bytes, because Elasticsearch would not take all of it as it is",
        ["message"] = First(MessageContent),
        ["user.id"] = First(ActorId, " of a person"),
        ["user.name"] = First(ActorName, " of a person"),
        ["user.full_name"] = First(ActorName, " of a person"),
        ["user.email"] = First(ActorEmail, " of a person"),
        ["user.target.id"] = Said($"{FirstUser}id"),
        ["user.target.name"] = Said($"{FirstUser}attributes.name, or another name"),
        ["user.target.email"] = Said($"{FirstUser}attributes.email"),
        ["group.id"] = Said($"{FirstGroup}id"),
        ["group.name"] = Said($"{FirstGroup}attributes.name, or another name"),
        ["source.ip"] = First(Ip, ", without brackets and port"),
        ["source.address"] = First(Ip, ", which is no IP address"),
        ["source.port"] = First(Ip, ", the port written with it"),
        ["source.geo.city_name"] = First(City),
        ["source.geo.country_name"] = First(CountryName),
        ["source.geo.region_name"] = First(RegionName),
        ["source.geo."] = Said(Database),
        ["source.as."] = Said(Database),
        ["related.ip"] = Said("derived: source.ip"),
        ["related.user"] = Said("derived: names and addresses of the actor, whom it acted for, and every user and group in attributes.context"),
        [$"{Audit}actor.id"] = First(ActorId, " of an app that names an app of its own"),
        [$"{Audit}actor.auth.auth_type"] = First(EventField.AuthType),
        [$"{Audit}actor.auth.token_id"] = First(TokenId),
        [$"{Audit}actor.auth.token_label"] = First(TokenLabel),
        [$"{Audit}actor.on_behalf_of.id"] = First(OnBehalfOfId),
        [$"{Audit}actor.on_behalf_of.name"] = First(OnBehalfOfName),
        [$"{Audit}actor.on_behalf_of.email"] = First(OnBehalfOfEmail),
        [$"{Audit}actor.app.id"] = First(AppId, "", otherwise: ActorId),
        [$"{Audit}actor.app.name"] = First(AppName, "", otherwise: ActorName),
        [$"{Audit}actor.app.type"] = First(AppType),
        [$"{Audit}actor.app.attributes."] = First(AppAttributes, ", as it is"),
        [$"{Audit}actor.links."] = First(ActorLinks, ", as it is"),
        [$"{Audit}action."] = Said(Catalogue),
        [$"{Audit}context"] = First(Context, ", as it is"),
        [$"{Audit}container"] = First(Container, ", as it is"),
        [$"{Audit}location.geo"] = First(Geo),
        [$"{Audit}message.format"] = First(MessageFormat),
        [$"{Audit}unmapped."] = Said("the event's own: no rule names it"),
        [Audit.TrimEnd('.')] = Said("derived: empty, because the event has nothing of Atlassian's own"),
        ["error.message"] = Said("derived: what is wrong with the event"),
        ["tags"] = (in _, context) => context.Tags is null ? "default" : "setting: the organization's tags",
    };

    /// <summary>Where a field comes from; null where nobody has written it down.</summary>
    /// <param name="path">Its path, dotted.</param>
    /// <param name="scanned">The event it was mapped from.</param>
    /// <param name="context">What the collector knew.</param>
    public static string? Of(string path, in ScannedEvent scanned, MappingContext context)
    {
        if (Origins.TryGetValue(path, out var origin))
            return origin(scanned, context);
        for (var end = path.LastIndexOf('.'); end > 0; end = path.LastIndexOf('.', end - 1))
            if (Origins.TryGetValue(path[..(end + 1)], out origin))
                return origin(scanned, context);
        return null;
    }

    private static string Timestamp(in ScannedEvent scanned, MappingContext context) =>
        scanned.Time is not null ? EventShape.PathOf(Time)
        : scanned.ProcessedAt is not null ? $"{EventShape.PathOf(ProcessedAt)}, because attributes.time is no time"
        : "derived: the time of collection, because the event has no time";

    private static string Why(in ScannedEvent scanned, MappingContext context) =>
        $"rule: {context.Actions.Find(scanned[EventField.Action]).Why.Sentence}";

    private static Origin Said(string origin) => (in _, _) => origin;

    private static Origin First(EventField field, string suffix = "", EventField? otherwise = null) =>
        (in scanned, _) => EventShape.PathOf(otherwise is { } other && !scanned.Has(field) ? other : field) + suffix;
}
