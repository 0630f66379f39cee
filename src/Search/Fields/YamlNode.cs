namespace Slimfront.Search.Fields;

/// <summary>What a study file says at one place, whatever notation it uses.</summary>
/// <remarks>
/// "training: { epochs: 5 }" and "training.epochs: 5" say the same, so both become one tree. A place may have a value of its
/// own and keys below it: "student: mlp" beside "student.mlp.width: 0.5".
/// </remarks>
/// <param name="line">Where it stands first.</param>
public sealed class YamlNode(int line)
{
    private readonly List<(string Key, YamlNode Node)> _keys = [];

    /// <summary>The line on which it stands first.</summary>
    public int Line { get; } = line;

    /// <summary>The text here; null where there is none.</summary>
    public string? Text { get; private set; }

    /// <summary>The list here; null where there is none.</summary>
    public IReadOnlyList<YamlNode>? Items { get; private set; }

    /// <summary>The line of the text or list.</summary>
    public int ValueLine { get; private set; }

    /// <summary>What stands below, in order.</summary>
    public IReadOnlyList<(string Key, YamlNode Node)> Keys => _keys;

    /// <summary>Whether a text or a list stands here.</summary>
    public bool HasValue => Text is not null || Items is not null;

    /// <summary>A node of a text.</summary>
    public static YamlNode Of(string text, int line) => new(line) { Text = text, ValueLine = line };

    /// <summary>A node of a list.</summary>
    public static YamlNode Of(IReadOnlyList<YamlNode> items, int line) =>
        new(line) { Items = items, ValueLine = line };

    /// <summary>What stands at a key.</summary>
    public YamlNode? Find(string key) => _keys.Find(k => k.Key == key).Node;

    /// <summary>Puts what another notation says of this place beside what is known.</summary>
    /// <returns>The path below this place, and the two lines, of the first thing that is said twice; null for none.</returns>
    public (string Below, int First, int Second)? Add(YamlNode other)
    {
        if (other.HasValue)
        {
            if (HasValue)
                return ("", ValueLine, other.ValueLine);
            (Text, Items, ValueLine) = (other.Text, other.Items, other.ValueLine);
        }

        foreach (var (key, node) in other.Keys)
            if (Add(key, node) is var (below, first, second))
                return (below, first, second);
        return null;
    }

    /// <summary>Puts something at a key; one with dots leads below.</summary>
    /// <returns>As the other.</returns>
    public (string Below, int First, int Second)? Add(string key, YamlNode node)
    {
        var here = this;
        foreach (var part in key.Split('.'))
        {
            var next = here.Find(part);
            if (next is null)
                here._keys.Add((part, next = new(node.Line)));
            here = next;
        }

        return here.Add(node) is var (below, first, second)
            ? ($"{key}.{below}".TrimEnd('.'), first, second)
            : null;
    }
}
