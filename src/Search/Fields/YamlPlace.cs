namespace Slimfront.Search.Fields;

/// <summary>A place in a study file: what it says there, its path, and the file's name for messages.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Path">Keys from the root joined by dots; empty at the root.</param>
/// <param name="Node">What stands there.</param>
public sealed record YamlPlace(string File, string Path, YamlNode Node)
{
    /// <summary>Whether keys stand here and no value.</summary>
    public bool IsMapping => !Node.HasValue;

    /// <summary>The keys of a mapping, in order.</summary>
    /// <exception cref="UserErrorException">A value stands here.</exception>
    public IEnumerable<(string Key, YamlPlace Place)> Children() =>
        IsMapping ? Below() : throw Wrong("a mapping of keys to values");

    /// <summary>The keys below, whether or not a value stands here too.</summary>
    public IEnumerable<(string Key, YamlPlace Place)> Below() =>
        Node.Keys.Select(k =>
            (k.Key, new YamlPlace(File, Path.Length == 0 ? k.Key : $"{Path}.{k.Key}", k.Node))
        );

    /// <summary>The values below and here, by their paths relative to this place.</summary>
    public IEnumerable<(string Path, YamlPlace Place)> Leaves() => Leaves("");

    /// <summary>The place at a path below; null where nothing is said there.</summary>
    public YamlPlace? Find(string path)
    {
        var node = path.Split('.').Aggregate<string, YamlNode?>(Node, (here, part) => here?.Find(part));
        return node is null ? null : new(File, Path.Length == 0 ? path : $"{Path}.{path}", node);
    }

    /// <summary>The items of a list; a single scalar counts as a list of one.</summary>
    public IEnumerable<YamlPlace> Items()
    {
        NothingBelow();
        return Node switch
        {
            { Items: { } list } => list.Select((n, i) => new YamlPlace(File, $"{Path}[{i}]", n)),
            { Text: not null } => [this],
            _ => throw Wrong("a list"),
        };
    }

    /// <summary>The text of a scalar.</summary>
    /// <exception cref="UserErrorException">This is not a scalar.</exception>
    public string Scalar()
    {
        NothingBelow();
        return Node.Text ?? throw Wrong("a single value");
    }

    /// <summary>Converts a scalar.</summary>
    /// <param name="expected">What it should be, for the message: "a whole number".</param>
    /// <param name="convert">Null where the text is not that.</param>
    public T Read<T>(string expected, Func<string, T?> convert)
        where T : struct => convert(Scalar()) ?? throw Wrong(expected);

    /// <summary>The error that something else is expected here.</summary>
    public UserErrorException Wrong(string expected)
    {
        var found = Node switch
        {
            { Text: "" } => "empty",
            { Text: { } text } => $"'{text}'",
            { Items: not null } => "a list",
            _ => "a mapping",
        };
        return Error($"'{Path}' is {found}; it must be {expected}.");
    }

    /// <summary>The error that a key is unknown, with the nearest known ones.</summary>
    public UserErrorException Unknown(IReadOnlyCollection<string> known) =>
        Error($"unknown key '{Path}'.{Spelling.Hint(Path, known)} {Spelling.Known(Path, known)}");

    /// <summary>An error at this place.</summary>
    public UserErrorException Error(string message) => new($"{File}:{Node.Line}: {message}");

    private IEnumerable<(string Path, YamlPlace Place)> Leaves(string prefix)
    {
        if (Node.HasValue || Node.Keys.Count == 0)
            yield return (prefix, this with { Node = Alone(Node) });
        foreach (var (key, place) in Below())
        foreach (var leaf in place.Leaves(prefix.Length == 0 ? key : $"{prefix}.{key}"))
            yield return leaf;
    }

    // The value without what stands below it, which is a leaf of its own.
    private static YamlNode Alone(YamlNode node) =>
        node.Text is { } text ? YamlNode.Of(text, node.ValueLine)
        : node.Items is { } items ? YamlNode.Of(items, node.ValueLine)
        : new(node.Line);

    private void NothingBelow()
    {
        if (Node.HasValue && Below().FirstOrDefault().Place is { } place)
            throw place.Unknown([Path]);
    }
}
