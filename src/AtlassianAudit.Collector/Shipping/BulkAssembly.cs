namespace AtlassianAudit.Collector.Shipping;

/// <summary>What waits to be sent, and how much of it fits a request. Pure but for the queue itself.</summary>
internal sealed class BulkAssembly
{
    private readonly LinkedList<Piece> _waiting = [];

    public bool IsEmpty => _waiting.Count == 0;

    /// <summary>Bytes that wait.</summary>
    public long Bytes { get; private set; }

    public void Add(Piece piece)
    {
        _waiting.AddLast(piece);
        Bytes += piece.Bytes.Length;
    }

    /// <summary>Puts back what has to be sent again, before everything else. What nobody waits for any more has given its bytes back, and is left out.</summary>
    public void Return(IEnumerable<Piece> pieces)
    {
        foreach (var piece in pieces.Reverse().Where(piece => !piece.Shipment.IsReported))
        {
            _waiting.AddFirst(piece);
            Bytes += piece.Bytes.Length;
        }
    }

    /// <summary>The next request: as many items as fit, one at least. What nobody waits for any more is left out.</summary>
    public List<Piece> Take(int maxBytes)
    {
        var taken = new List<Piece>();
        var room = maxBytes;
        while (_waiting.First is { Value: var piece } && (room > 0 || taken.Count == 0))
        {
            if (piece.Shipment.IsReported)
            {
                Remove();
                continue;
            }

            var to = Fit(piece, room, atLeastOne: taken.Count == 0);
            if (to == piece.From)
                break;

            Remove();
            var fitting = piece with { To = to };
            taken.Add(fitting);
            room -= fitting.Bytes.Length;
            if (to < piece.To)
                Return([piece with { From = to }]);
        }

        return taken;
    }

    /// <summary>Drops what waits of a shipment, which nobody waits for any more.</summary>
    public void Drop(Shipment shipment)
    {
        for (var node = _waiting.First; node is not null;)
        {
            var next = node.Next;
            if (node.Value.Shipment == shipment)
            {
                Bytes -= node.Value.Bytes.Length;
                _waiting.Remove(node);
            }

            node = next;
        }
    }

    /// <summary>Drops everything that waits, and hands it out.</summary>
    public List<Piece> Clear()
    {
        var all = _waiting.ToList();
        _waiting.Clear();
        Bytes = 0;
        return all;
    }

    /// <summary>Cuts a request in two, at an item near its middle; null where it is one item.</summary>
    public static (List<Piece> First, List<Piece> Second)? Halve(IReadOnlyList<Piece> request)
    {
        var items = request.Sum(piece => piece.Count);
        if (items < 2)
            return null;

        var (first, second) = (new List<Piece>(), new List<Piece>());
        var left = items / 2;
        foreach (var piece in request)
        {
            var cut = piece.From + Math.Min(left, piece.Count);
            if (cut > piece.From)
                first.Add(piece with { To = cut });
            if (cut < piece.To)
                second.Add(piece with { From = cut });
            left -= cut - piece.From;
        }

        return (first, second);
    }

    private static int Fit(Piece piece, int room, bool atLeastOne)
    {
        if (piece.Bytes.Length <= room)
            return piece.To;
        var to = piece.From;
        while (to < piece.To && piece.Shipment.SizeOf(to) <= room)
            room -= piece.Shipment.SizeOf(to++);
        return to == piece.From && atLeastOne ? to + 1 : to;
    }

    private void Remove()
    {
        Bytes -= _waiting.First!.Value.Bytes.Length;
        _waiting.RemoveFirst();
    }
}
