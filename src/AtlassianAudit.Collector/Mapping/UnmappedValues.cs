using System.Globalization;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>
/// What no rule names: dotted path, without <c>attributes.</c> where that is unambiguous, and value. Where two ways lead to one name (<c>"a.b"</c>, and
/// <c>"b"</c> in <c>"a"</c>), the later one is numbered.
/// </summary>
internal sealed class UnmappedValues
{
    public const string AttributesPrefix = "attributes.";
    private const int MostKept = 256;
    private readonly List<(string Name, Slice Value)> _values = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private int _number;

    public int Count => _values.Count;

    public (string Name, Slice Value) this[int index] => _values[index];

    /// <param name="holder">The path of what holds it, with a dot behind it.</param>
    /// <param name="last">Its own name.</param>
    public void Add(string holder, string last, Slice value)
    {
        var name = string.Concat(holder.StartsWith(AttributesPrefix, StringComparison.Ordinal) ? holder.AsSpan(AttributesPrefix.Length) : holder, last);
        if (!_names.Add(name) && !_names.Add(name = holder + last))
        {
            // It never goes back, so that no event takes the square of its names.
            _number = Math.Max(_number, _values.Count);
            while (!_names.Add(name = string.Create(CultureInfo.InvariantCulture, $"{holder}{last}_{++_number}")))
            {
            }
        }

        _values.Add((name, value));
    }

    public void Clear()
    {
        if (_values.Count == 0)
            return;
        _values.Clear();
        _names.Clear();
        _number = 0;

        // One event that has very many must not cost every later one.
        if (_values.Capacity <= MostKept)
            return;
        _values.TrimExcess();
        _names.TrimExcess();
    }
}
