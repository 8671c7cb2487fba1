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
    /// <param name="last">Its own name as it stands in the event, with its quotes.</param>
    public void Add(string holder, ReadOnlySpan<byte> last, Slice value)
    {
        var name = RememberedNames.Of(WithoutAttributes(holder), last);
        _values.Add((_names.Add(name) ? name : Another($"{holder}{JsonText.Read(last)}"), value));
    }

    /// <param name="holder">The path of what holds it, with a dot behind it.</param>
    /// <param name="last">Its own name.</param>
    public void Add(string holder, string last, Slice value)
    {
        var name = string.Concat(WithoutAttributes(holder), last);
        _values.Add((_names.Add(name) ? name : Another(holder + last), value));
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

    private static ReadOnlySpan<char> WithoutAttributes(string holder) =>
        holder.StartsWith(AttributesPrefix, StringComparison.Ordinal) ? holder.AsSpan(AttributesPrefix.Length) : holder;

    private string Another(string path)
    {
        if (_names.Add(path))
            return path;

        // The number never goes back, so that no event takes the square of its names.
        _number = Math.Max(_number, _values.Count);
        string numbered;
        while (!_names.Add(numbered = string.Create(CultureInfo.InvariantCulture, $"{path}_{++_number}")))
        {
        }

        return numbered;
    }
}
