using System.Text;
using System.Text.Json;
using static AtlassianAudit.Collector.Mapping.EcsNames;
using static AtlassianAudit.Collector.Mapping.EventField;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>
/// Writes the document of one scanned event: the right column of the mapping, in its order. Values are copied as they stand wherever no rule changes
/// them.
/// </summary>
internal readonly ref struct EventDocument
{
    private readonly MappingContext _context;
    private readonly ConstantFields _constants;
    private readonly ScannedEvent _event;
    private readonly ActionMeaning _action;
    private readonly Utf8JsonWriter _json;
    private readonly SourceAddress _source;
    private readonly bool _isHuman;
    private readonly bool _hasHumanEmail;

    public EventDocument(MappingContext context, ConstantFields constants, in ScannedEvent scanned, ActionMeaning action, Utf8JsonWriter json)
    {
        _context = context;
        _constants = constants;
        _event = scanned;
        _action = action;
        _json = json;
        _source = scanned.Has(EventField.Ip) ? SourceAddress.Parse(Inner(scanned[EventField.Ip])) : default;
        var email = Inner(scanned[ActorEmail]);
        _isHuman = ActorKind.IsHuman(Inner(scanned[ActorId]), email);
        _hasHumanEmail = _isHuman && email.Contains((byte)'@');
    }

    /// <summary>Returns where <c>unmapped</c> stands in it, with the comma before it; empty = it has none.</summary>
    public Slice Write(EventTimes times, Repairs repairs, ReadOnlySpan<byte> original)
    {
        var keepsOriginal = _context.PreserveOriginal || repairs != Repairs.None;
        _json.WriteStartObject();
        WriteTime(Timestamp, times.Timestamp, times.TimeUnreadable ? default : _event[Time]);
        _constants.Write(_json);
        WriteEvent(times, keepsOriginal ? original : default);
        _json.Copy(Message, _event[MessageContent]);
        WriteUser();
        WriteGroup();
        WriteSource();
        WriteRelated();
        var unmapped = WriteAtlassian(times);
        WriteError(times, repairs);
        _constants.WriteTags(_json, keepsOriginal);
        _json.WriteEndObject();
        return unmapped;
    }

    private void WriteEvent(EventTimes times, ReadOnlySpan<byte> original)
    {
        _json.WriteStartObject(Event);
        _json.WriteString(EcsNames.Id, EventId.Utf8(_event));
        _json.Copy(EcsNames.Action, _event[EventField.Action]);
        _json.Copy(Kind, _action.Categorization.FromKind);
        if (times.ProcessedAt is { } processedAt)
            WriteTime(Created, processedAt, _event[ProcessedAt]);
        _json.Copy(Reference, _event[SelfLink]);
        if (!original.IsEmpty)
            _json.WriteString(Original, original);
        _json.WriteEndObject();
    }

    private void WriteTime(JsonEncodedText name, DateTimeOffset at, ReadOnlySpan<byte> token)
    {
        if (Instant.IsWritten(token))
            _json.Copy(name, token);
        else
            Instant.Write(_json, name, at);
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
        var place = new PlaceDocument(_event, _json, Facts());
        if (!_event.Has(EventField.Ip) && place.IsEmpty)
            return;

        _json.WriteStartObject(Source);
        if (!_source.Ip.IsEmpty)
            _json.WriteString(EcsNames.Ip, _source.Ip);
        else
            _json.Copy(Address, _event[EventField.Ip]);
        if (_source.Port is { } port)
            _json.WriteNumber(Port, port);
        place.Write();
        _json.WriteEndObject();
    }

    /// <summary>What the address book knows of the address, which is never long: it was found to be one.</summary>
    private AddressFacts? Facts()
    {
        if (_source.Ip.IsEmpty || _context.Addresses is not { } book)
            return null;
        Span<char> ip = stackalloc char[_source.Ip.Length];
        Encoding.ASCII.GetChars(_source.Ip, ip);
        return book.Find(ip);
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
        foreach (var target in _event.Targets)
        {
            users.Add(target.Name);
            users.Add(target.Email);
        }

        if (users.IsEmpty && _source.Ip.IsEmpty)
            return;
        _json.WriteStartObject(Related);
        if (!_source.Ip.IsEmpty)
        {
            _json.WriteStartArray(EcsNames.Ip);
            _json.WriteStringValue(_source.Ip);
            _json.WriteEndArray();
        }

        users.Write(_json, User);
        _json.WriteEndObject();
    }

    private Slice WriteAtlassian(EventTimes times)
    {
        _json.WriteStartObject(AtlassianCloud);
        _json.WriteStartObject(Audit);
        _json.Copy(EcsNames.Action, _action.CatalogueJson);
        new ActorDocument(_event, _json, _isHuman).Write();
        WriteItems(EcsNames.Context, EventField.Context);
        WriteItems(EcsNames.Container, EventField.Container);
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

    private void WriteItems(JsonEncodedText name, EventField items)
    {
        if (_event.Fits(items) || !_event.Has(items))
            _json.Copy(name, _event[items]);
        else
            ContextItems.Write(_json, name, _event[items]);
    }

    private void WriteUnmapped(EventTimes times)
    {
        AddUnused(times);
        if (_event.Unmapped.Count == 0)
            return;
        _json.WriteStartObject(Unmapped);
        for (var i = 0; i < _event.Unmapped.Count; i++)
        {
            var (name, value) = _event.Unmapped[i];
            _json.WritePropertyName(name);
            _json.WriteRawValue(value.Of(_event.Json), skipInputValidation: true);
        }

        _json.WriteEndObject();
    }

    /// <summary>Values that a rule names, and that have no place in this document.</summary>
    private void AddUnused(EventTimes times)
    {
        // An app's address is no address: "Atlassian app" only says what the actor is, anything else is kept.
        AddUnused(ActorEmail, !_hasHumanEmail && (_isHuman || !JsonText.IsAtlassianApp(_event[ActorEmail])));
        AddUnused(ActorName, !_isHuman && _event.Has(AppName));
        AddUnused(Time, times.TimeUnreadable);
        AddUnused(ProcessedAt, times.ProcessedAt is null);
    }

    private void AddUnused(EventField field, bool isUnused)
    {
        if (isUnused && _event.Has(field))
            _event.Unmapped.Add(UnmappedValues.AttributesPrefix, EventShape.PathOf(field)[UnmappedValues.AttributesPrefix.Length..], _event.SliceOf(field));
    }

    private void WriteError(EventTimes times, Repairs repairs)
    {
        if (times.Problem is null && repairs == Repairs.None)
            return;
        _json.WriteStartObject(Error);
        _json.WriteString(Message, repairs == Repairs.None ? times.Problem : $"{times.Problem} {EventRepair.Describe(repairs)}".TrimStart());
        _json.WriteEndObject();
    }

    private ContextTarget? First(bool isGroup)
    {
        foreach (var target in _event.Targets)
            if (target.IsGroup == isGroup)
                return target;
        return null;
    }

    private int Written => (int)(_json.BytesCommitted + _json.BytesPending);

    private static ReadOnlySpan<byte> Inner(ReadOnlySpan<byte> token) => token.IsEmpty ? token : JsonText.Utf8(token);
}
