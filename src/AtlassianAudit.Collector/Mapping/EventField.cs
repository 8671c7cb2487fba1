namespace AtlassianAudit.Collector.Mapping;

/// <summary>The values of an event that a rule names.</summary>
internal enum EventField
{
    Id,
    Action,
    Time,
    ProcessedAt,
    Context,
    Container,
    Ip,
    CountryName,
    RegionName,
    City,
    Geo,
    MessageContent,
    MessageFormat,
    AuthType,
    TokenId,
    TokenLabel,
    OnBehalfOfId,
    OnBehalfOfName,
    OnBehalfOfEmail,
    AppId,
    AppType,
    AppName,
    AppAttributes,
    ActorId,
    ActorName,
    ActorEmail,
    ActorLinks,
    SelfLink,
}
