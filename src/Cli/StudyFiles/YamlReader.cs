using Slimfront.Search;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Slimfront.Cli.StudyFiles;

/// <summary>A place in a YAML file: the node, its path, and the file's name for messages.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Path">Keys from the root joined by dots; empty at the root.</param>
/// <param name="Node">What stands there.</param>
public sealed record YamlPlace(string File, string Path, YamlNode Node)
{
    /// <summary>Parses a file's text.</summary>
    /// <exception cref="UserErrorException">It is not one YAML mapping.</exception>
    public static YamlPlace Parse(string file, string text)
    {
        try
        {
            YamlLimits.Check(file, text);
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count == 0)
                return new(file, "", new YamlMappingNode());
            if (stream.Documents[0].RootNode is YamlMappingNode root)
                return new(file, "", root);
        }
        catch (YamlException e)
        {
            throw new UserErrorException($"{file}:{e.Start.Line}: not YAML: {e.Message}", e);
        }

        throw new UserErrorException($"{file}:1: a study file is a mapping of keys to values.");
    }

    /// <summary>Whether this is a mapping.</summary>
    public bool IsMapping => Node is YamlMappingNode;

    /// <summary>The children of a mapping, in order.</summary>
    /// <exception cref="UserErrorException">This is not a mapping, or a key stands twice.</exception>
    public IEnumerable<(string Key, YamlPlace Place)> Children()
    {
        if (Node is not YamlMappingNode mapping)
            throw Wrong("a mapping of keys to values");
        foreach (var (key, node) in mapping.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? throw Wrong("a mapping whose keys are words");
            yield return (name, new(File, Path.Length == 0 ? name : $"{Path}.{name}", node));
        }
    }

    /// <summary>The items of a list; a single scalar counts as a list of one.</summary>
    public IEnumerable<YamlPlace> Items() =>
        Node switch
        {
            YamlSequenceNode list => list.Children.Select((n, i) => new YamlPlace(File, $"{Path}[{i}]", n)),
            YamlScalarNode => [this],
            _ => throw Wrong("a list"),
        };

    /// <summary>The text of a scalar.</summary>
    /// <exception cref="UserErrorException">This is not a scalar.</exception>
    public string Scalar() => (Node as YamlScalarNode)?.Value ?? throw Wrong("a single value");

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
            YamlScalarNode scalar => $"'{scalar.Value}'",
            YamlSequenceNode => "a list",
            _ => "a mapping",
        };
        return Error($"'{Path}' is {found}; it must be {expected}.");
    }

    /// <summary>The error that a key is unknown, with the nearest known one.</summary>
    public UserErrorException Unknown(IReadOnlyCollection<string> known) =>
        Error(
            $"unknown key '{Path}'.{Spelling.Hint(Path, known)} Known: {string.Join(", ", known.Order(StringComparer.Ordinal))}."
        );

    /// <summary>An error at this place.</summary>
    public UserErrorException Error(string message) => new($"{File}:{Node.Start.Line}: {message}");
}
