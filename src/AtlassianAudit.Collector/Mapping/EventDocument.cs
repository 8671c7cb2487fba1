using System.Text.Json;
using AtlassianAudit.Contracts;
using static AtlassianAudit.Collector.Mapping.EcsNames;
using static AtlassianAudit.Collector.Mapping.EventField;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>
/// Writes the document of one scanned event: the right column of the mapping, in its order. Values are copied as they stand wherever no rule changes
/// them.
/// </summary>
internal readonly ref struct EventDocument
{
    private static readonly string EcsVersion = "9.3.0";

    private readonly MappingContext _context;
    private readonly ScannedEvent _event;
    private readonly ActionMeaning _action;
    private readonly Utf8JsonWriter _json;
    private readonly List<ContextTarget> _targets;
    private readonly SourceAddress _source;
    private readonly bool _isHuman;
    private readonly bool _hasHumanEmail;

    public EventDocument(MappingContext context, ScannedEvent scanned, ActionMeaning action, Utf8JsonWriter json)
    {
        _context = context;
        _event = scanned;
        _action = action;
        _json = json;
        _targets = ContextTarget.Find(scanned.Json, scanned.SliceOf(EventField.Context));
        _source = scanned.Has(EventField.Ip) ? SourceAddress.Parse(JsonText.Read(scanned[EventField.Ip])) : default;
        var email = Inner(scanned[ActorEmail]);
        _isHuman = ActorKind.IsHuman(Inner(scanned[ActorId]), email);
        _hasHumanEmail = _isHuman && email.Contains((byte)'@');
    }

    /// <summary>Returns where <c>unmapped</c> stands in it, with the comma before it; empty = it has none.</summary>
    public Slice Write(EventTimes times, ReadOnlySpan<byte> original)
    {
        _json.WriteStartObject();
        Instant.Write(_json, Timestamp, times.Timestamp);
        WriteConstants();
        WriteEvent(times, original);
        _json.Copy(Message, _event[MessageContent]);
        WriteOrganization();
        WriteUser();
        WriteGroup();
        WriteSource();
        WriteRelated();
        var unmapped = WriteAtlassian(times);
        if (times.Problem is { } problem)
        {
            _json.WriteStartObject(Error);
            _json.WriteString(Message, problem);
            _json.WriteEndObject();
        }

        WriteTags();
        _json.WriteEndObject();
        return unmapped;
    }

    private void WriteConstants()
    {
        _json.WriteStartObject(Ecs);
        _json.WriteString(EcsNames.Version, EcsVersion);
        _json.WriteEndObject();
        _json.WriteStartObject(DataStream);
        _json.WriteString(EcsNames.Type, "logs"u8);
        _json.WriteString(Dataset, DataStreams.AuditDataset);
        _json.WriteString(Namespace, _context.Namespace);
        _json.WriteEndObject();
        _json.WriteStartObject(Observer);
        _json.WriteString(Vendor, "Atlassian"u8);
        _json.WriteString(Product, "Atlassian Cloud"u8);
        _json.WriteString(EcsNames.Type, "saas"u8);
        _json.WriteEndObject();
        _json.WriteStartObject(Input);
        _json.WriteString(EcsNames.Type, "atlassian-audit"u8);
        _json.WriteEndObject();
    }

    private void WriteEvent(EventTimes times, ReadOnlySpan<byte> original)
    {
        _json.WriteStartObject(Event);
        _json.WriteString(EcsNames.Id, EventId.Of(_event));
        _json.Copy(EcsNames.Action, _event[EventField.Action]);
        _json.WriteString(Kind, "event"u8);
        _json.Copy(Category, _action.Categorization.CategoryJson);
        _json.Copy(EcsNames.Type, _action.Categorization.TypeJson);
        _json.Copy(Outcome, _action.Categorization.OutcomeJson);
        _json.WriteString(Module, "atlassian_cloud"u8);
        _json.WriteString(Dataset, DataStreams.AuditDataset);
        if (times.ProcessedAt is { } processedAt)
            Instant.Write(_json, Created, processedAt);
        _json.Copy(Reference, _event[SelfLink]);
        if (_context.PreserveOriginal)
            _json.WriteString(Original, original);
        _json.WriteEndObject();
    }

    private void WriteOrganization()
    {
        if (_context.OrganizationId.Length + _context.OrganizationName.Length > 0)
        {
            _json.WriteStartObject(Organization);
            _json.Text(EcsNames.Id, _context.OrganizationId);
            _json.Text(NameOf, _context.OrganizationName);
            _json.WriteEndObject();
        }

        if (_context.Tenant.Length > 0)
        {
            _json.WriteStartObject(Labels);
            _json.WriteString(Tenant, _context.Tenant);
            _json.WriteEndObject();
        }
    }

    private void WriteUser()
    {
        var target = First(isGroup: false);
        if (!_isHuman && target is null)
            return;

        _json.WriteStartObject(User);
        if (_isHuman)
        {
            _json.Copy(EcsNames.Id, _event[ActorId]);
            _json.Copy(NameOf, _event[ActorName]);
            _json.Copy(FullName, _event[ActorName]);
            if (_hasHumanEmail)
                _json.Copy(Email, _event[ActorEmail]);
        }

        if (target is { } user)
        {
            _json.WriteStartObject(Target);
            _json.Copy(EcsNames.Id, user.Id.Of(_event.Json));
            _json.Copy(NameOf, user.Name.Of(_event.Json));
            _json.Copy(Email, user.Email.Of(_event.Json));
            _json.WriteEndObject();
        }

        _json.WriteEndObject();
    }

    private void WriteGroup()
    {
        if (First(isGroup: true) is not { } group)
            return;
        _json.WriteStartObject(Group);
        _json.Copy(EcsNames.Id, group.Id.Of(_event.Json));
        _json.Copy(NameOf, group.Name.Of(_event.Json));
        _json.WriteEndObject();
    }

    private void WriteSource()
    {
        var place = new PlaceDocument(_event, _json, _source.Ip is { } known ? _context.Addresses?.Find(known) : null);
        if (!_event.Has(EventField.Ip) && place.IsEmpty)
            return;

        _json.WriteStartObject(Source);
        if (_source.Ip is { } ip)
            _json.WriteString(EcsNames.Ip, ip);
        else
            _json.Copy(Address, _event[EventField.Ip]);
        if (_source.Port is { } port)
            _json.WriteNumber(Port, port);
        place.Write();
        _json.WriteEndObject();
    }

    private void WriteRelated()
    {
        var users = new RelatedUsers(_event.Json);
        if (_isHuman)
            users.Add(_event.SliceOf(ActorName));
        if (_hasHumanEmail)
            users.Add(_event.SliceOf(ActorEmail));
        users.Add(_event.SliceOf(OnBehalfOfName));
        users.Add(_event.SliceOf(OnBehalfOfEmail));
        foreach (var target in _targets)
        {
            users.Add(target.Name);
            users.Add(target.Email);
        }

        if (users.IsEmpty && _source.Ip is null)
            return;
        _json.WriteStartObject(Related);
        if (_source.Ip is { } ip)
            _json.Strings(EcsNames.Ip, [ip]);
        users.Write(_json, User);
        _json.WriteEndObject();
    }

    private Slice WriteAtlassian(EventTimes times)
    {
        _json.WriteStartObject(AtlassianCloud);
        _json.WriteStartObject(Audit);
        WriteAction();
        new ActorDocument(_event, _json, _isHuman).Write();
        _json.Copy(EcsNames.Context, _event[EventField.Context]);
        _json.Copy(EcsNames.Container, _event[EventField.Container]);
        if (_event.Has(EventField.Geo))
        {
            _json.WriteStartObject(Location);
            _json.Copy(EcsNames.Geo, _event[EventField.Geo]);
            _json.WriteEndObject();
        }

        if (_event.Has(MessageFormat))
        {
            _json.WriteStartObject(Message);
            _json.Copy(Format, _event[MessageFormat]);
            _json.WriteEndObject();
        }

        var start = Written;
        WriteUnmapped(times);
        var unmapped = new Slice(start, Written - start);
        _json.WriteEndObject();
        _json.WriteEndObject();
        return unmapped;
    }

    private void WriteAction()
    {
        if (_action.DisplayNameJson.Length + _action.GroupJson.Length == 0)
            return;
        _json.WriteStartObject(EcsNames.Action);
        _json.Copy(DisplayName, _action.DisplayNameJson);
        _json.Copy(Group, _action.GroupJson);
        _json.WriteEndObject();
    }

    private void WriteUnmapped(EventTimes times)
    {
        // An app's address is no address: "Atlassian app" only says what the actor is, anything else is kept.
        var email = _hasHumanEmail || JsonText.IsAtlassianApp(_event[ActorEmail]) ? default : _event[ActorEmail];
        var time = times.TimeUnreadable ? _event[Time] : default;
        var processedAt = times.ProcessedAt is null ? _event[ProcessedAt] : default;
        if (_event.Unmapped is null && email.IsEmpty && time.IsEmpty && processedAt.IsEmpty)
            return;

        _json.WriteStartObject(Unmapped);
        foreach (var (name, value) in _event.Unmapped ?? [])
        {
            _json.WritePropertyName(name);
            _json.WriteRawValue(value.Of(_event.Json), skipInputValidation: true);
        }

        _json.Copy(UnmappedNames.ActorEmail, email);
        _json.Copy(UnmappedNames.Time, time);
        _json.Copy(UnmappedNames.ProcessedAt, processedAt);
        _json.WriteEndObject();
    }

    private void WriteTags()
    {
        const string Preserved = "preserve_original_event";
        var tags = _context.Tags ?? MappingContext.DefaultTags;
        _json.Strings(Tags, _context.PreserveOriginal && !tags.Contains(Preserved) ? tags.Add(Preserved) : tags);
    }

    private ContextTarget? First(bool isGroup)
    {
        foreach (var target in _targets)
            if (target.IsGroup == isGroup)
                return target;
        return null;
    }

    private int Written => (int)(_json.BytesCommitted + _json.BytesPending);

    private static ReadOnlySpan<byte> Inner(ReadOnlySpan<byte> token) => token.IsEmpty ? token : JsonText.Utf8(token);

    private static class UnmappedNames
    {
        public static readonly JsonEncodedText
            ActorEmail = JsonEncodedText.Encode("actor.email"), Time = JsonEncodedText.Encode("time"), ProcessedAt = JsonEncodedText.Encode("processedAt");
    }
}
