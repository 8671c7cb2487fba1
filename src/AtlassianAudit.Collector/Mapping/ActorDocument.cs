using System.Text.Json;
using static AtlassianAudit.Collector.Mapping.EcsNames;
using static AtlassianAudit.Collector.Mapping.EventField;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>Writes <c>atlassian_cloud.audit.actor</c>: how the actor signed in, for whom it acted, and which app it is.</summary>
internal readonly ref struct ActorDocument(ScannedEvent scanned, Utf8JsonWriter json, bool isHuman)
{
    private readonly ScannedEvent _event = scanned;

    public void Write()
    {
        var hasAuth = _event.Has(EventField.AuthType) || _event.Has(EventField.TokenId) || _event.Has(EventField.TokenLabel);
        var hasOnBehalfOf = _event.Has(OnBehalfOfId) || _event.Has(OnBehalfOfName) || _event.Has(OnBehalfOfEmail);
        var hasOwnApp = _event.Has(AppId) || _event.Has(AppType) || _event.Has(AppName) || _event.Has(AppAttributes);
        var isApp = !isHuman && (_event.Has(ActorId) || _event.Has(ActorName));
        var links = _event[ActorLinks];
        var hasLinks = links.Contains((byte)'"');
        if (!hasAuth && !hasOnBehalfOf && !hasOwnApp && !isApp && !hasLinks)
            return;

        json.WriteStartObject(Actor);

        // The event's own app keeps its id; the actor's id is another one then.
        if (isApp && _event.Has(AppId))
            json.Copy(EcsNames.Id, _event[ActorId]);
        if (hasAuth)
            WriteAuth();
        if (hasOnBehalfOf)
            WriteOnBehalfOf();
        if (hasOwnApp || isApp)
            WriteApp(isApp);
        if (hasLinks)
            json.Copy(Links, links);
        json.WriteEndObject();
    }

    private void WriteAuth()
    {
        json.WriteStartObject(Auth);
        json.Copy(EcsNames.AuthType, _event[EventField.AuthType]);
        json.Copy(EcsNames.TokenId, _event[EventField.TokenId]);
        json.Copy(EcsNames.TokenLabel, _event[EventField.TokenLabel]);
        json.WriteEndObject();
    }

    private void WriteOnBehalfOf()
    {
        json.WriteStartObject(OnBehalfOf);
        json.Copy(EcsNames.Id, _event[OnBehalfOfId]);
        json.Copy(NameOf, _event[OnBehalfOfName]);
        json.Copy(Email, _event[OnBehalfOfEmail]);
        json.WriteEndObject();
    }

    private void WriteApp(bool isApp)
    {
        json.WriteStartObject(App);
        json.Copy(EcsNames.Id, _event[_event.Has(AppId) || !isApp ? AppId : ActorId]);
        json.Copy(NameOf, _event[_event.Has(AppName) || !isApp ? AppName : ActorName]);
        json.Copy(EcsNames.Type, _event[AppType]);
        json.Copy(Attributes, _event[AppAttributes]);
        json.WriteEndObject();
    }
}
