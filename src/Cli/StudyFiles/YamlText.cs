using System.Text;
using Slimfront.Search;
using Slimfront.Search.Fields;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Slimfront.Cli.StudyFiles;

/// <summary>Turns the text of a study file into a tree. Nothing is guessed: what is not one plain YAML mapping is refused.</summary>
/// <remarks>Anchors, aliases and tags of other than the usual types are refused, and so is what is endlessly long or deep.</remarks>
/// <param name="file">The file's name, for messages.</param>
internal sealed class YamlText(string file)
{
    /// <summary>A study file has no more characters.</summary>
    public const int MostCharacters = 1 << 20;
    private const int Deepest = 32;
    private const string UsualTags = "tag:yaml.org,2002:";
    private static readonly string[] Usual = ["str", "int", "float", "bool", "map", "seq"];

    private int _depth;

    /// <summary>Reads a file.</summary>
    /// <exception cref="UserErrorException">It is missing, cannot be read, is too long, or is not UTF-8.</exception>
    public static string ReadFile(string path)
    {
        if (Directory.Exists(path))
            throw new UserErrorException($"'{path}' is a folder; a study file is wanted.");
        var file = Path.GetFileName(path);
        try
        {
            using var reader = new StreamReader(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
            var buffer = new char[MostCharacters + 1];
            var length = reader.ReadBlock(buffer);
            return length <= MostCharacters ? new(buffer, 0, length) : throw TooLong(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserErrorException($"no study file '{path}'.", e);
        }
        catch (DecoderFallbackException e)
        {
            throw new UserErrorException($"{file}:{LineOfOtherBytes(path)}: not UTF-8.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"the study file '{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>What a file's text says, at its root.</summary>
    /// <exception cref="UserErrorException">It is not one YAML mapping, or says something twice.</exception>
    public static YamlPlace Parse(string file, string text) => new(file, "", new YamlText(file).Read(text));

    private YamlNode Read(string text)
    {
        if (text.Length > MostCharacters)
            throw TooLong(file);
        var scanner = new Scanner(new StringReader(text));
        try
        {
            return Document(new Parser(scanner));
        }
        catch (YamlException e)
        {
            throw new UserErrorException($"{file}:{LineOf(e, scanner)}: not YAML: {e.Message.TrimEnd()}", e);
        }
        // What the parser throws where a bracket is never closed.
        catch (Exception e)
            when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            throw new UserErrorException(
                $"{file}:{scanner.CurrentPosition.Line}: not YAML: is a bracket or quote before this not closed?",
                e
            );
        }
    }

    // Where a block is wrong by a tab, it begins before that.
    private static long LineOf(YamlException e, Scanner scanner) =>
        e.Message.Contains("tab", StringComparison.Ordinal) ? scanner.CurrentPosition.Line : e.Start.Line;

    private YamlNode Document(Parser parser)
    {
        parser.Consume<StreamStart>();
        if (parser.TryConsume<StreamEnd>(out _))
            return new(1);
        parser.Consume<DocumentStart>();
        var root = Node(parser);
        if (root.HasValue && root.Text != "")
            throw Error(root.Line, "a study file is a mapping of keys to values.");
        parser.Consume<DocumentEnd>();
        if (parser.TryConsume<DocumentStart>(out var second))
            throw Error((int)second.Start.Line, "a second document begins; a study file is one.");
        parser.Consume<StreamEnd>();
        return root.HasValue ? new(1) : root;
    }

    // A value stands where its key does, also where it begins on a later line.
    private YamlNode Node(Parser parser, int? ofKey = null)
    {
        var e = parser.Consume<ParsingEvent>();
        var here = (int)e.Start.Line;
        var line = ofKey ?? here;
        if (e is AnchorAlias or NodeEvent { Anchor.IsEmpty: false })
            throw Error(here, "anchors and aliases (& and *) are not read.");
        if (e is NodeEvent { Tag.IsEmpty: false } tagged && !IsUsual($"{tagged.Tag}"))
            throw Error(here, $"the tag '{tagged.Tag}' is not read.");
        if (++_depth > Deepest)
            throw Error(here, $"more than {Deepest} levels deep.");
        var node = e switch
        {
            Scalar scalar => YamlNode.Of(scalar.Value, line),
            SequenceStart => Sequence(parser, line),
            _ => Mapping(parser, line),
        };
        _depth--;
        return node;
    }

    private YamlNode Sequence(Parser parser, int line)
    {
        var items = new List<YamlNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
            items.Add(Node(parser));
        return YamlNode.Of(items, line);
    }

    private YamlNode Mapping(Parser parser, int line)
    {
        var mapping = new YamlNode(line);
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = Node(parser);
            var name = key.Text ?? throw Error(key.Line, "a key is a word, not a list or a mapping.");
            if (!lines.TryAdd(name, key.Line))
                throw Twice(name, lines[name], key.Line);
            if (mapping.Add(name, Node(parser, key.Line)) is var (below, first, second))
                throw Twice(below, first, second);
        }

        return mapping;
    }

    private UserErrorException Twice(string path, int first, int second) =>
        Error(
            second,
            first == second
                ? $"'{path}' stands twice on this line."
                : $"'{path}' stands twice: on line {first} and on line {second}."
        );

    private UserErrorException Error(int line, string message) => new($"{file}:{line}: {message}");

    private static UserErrorException TooLong(string file) =>
        new($"{file}: a study file has at most {MostCharacters} characters.");

    private static bool IsUsual(string tag) =>
        tag.StartsWith(UsualTags, StringComparison.Ordinal)
        && Usual.Contains(tag[UsualTags.Length..], StringComparer.Ordinal);

    // The first line that holds other bytes. Line feeds are single bytes in UTF-8 and in what is mistaken for it.
    private static int LineOfOtherBytes(string path)
    {
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        var line = 1;
        foreach (var part in Lines(File.ReadAllBytes(path)))
            try
            {
                strict.GetCharCount(part);
                line++;
            }
            catch (DecoderFallbackException)
            {
                return line;
            }

        return line;
    }

    private static IEnumerable<byte[]> Lines(byte[] bytes)
    {
        for (var start = 0; start < bytes.Length; )
        {
            var end = Array.IndexOf(bytes, (byte)'\n', start) is >= 0 and var at ? at + 1 : bytes.Length;
            yield return bytes[start..end];
            start = end;
        }
    }
}
