using System.Runtime.CompilerServices;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>A list whose first items need no memory of their own: most events have few of anything.</summary>
internal struct Few<T>
{
    private const int First = 8;
    private FirstItems _first;
    private List<T>? _more;

    public int Count { get; private set; }

    public readonly T this[int index] => index < First ? _first[index] : _more![index - First];

    public void Add(T item)
    {
        if (Count < First)
            _first[Count] = item;
        else
            (_more ??= []).Add(item);
        Count++;
    }

    [InlineArray(First)]
    private struct FirstItems
    {
        private T _item;
    }
}
