using Slimfront.Search;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Slimfront.Cli.StudyFiles;

/// <summary>What a study file may not be: endlessly long, deep, or written with aliases that unfold without end.</summary>
internal static class YamlLimits
{
    private const int MostCharacters = 1 << 20;
    private const int Deepest = 32;

    /// <summary>Looks through a text without building anything from it.</summary>
    /// <exception cref="UserErrorException">It breaks a limit.</exception>
    /// <exception cref="YamlException">It is not YAML.</exception>
    public static void Check(string file, string text)
    {
        if (text.Length > MostCharacters)
            throw new UserErrorException($"{file}: a study file has at most {MostCharacters} characters.");
        var depth = 0;
        var parser = new Parser(new StringReader(text));
        while (parser.MoveNext())
        {
            var e = parser.Current!;
            depth += e.NestingIncrease;
            if (e is AnchorAlias or NodeEvent { Anchor.IsEmpty: false })
                throw new UserErrorException(
                    $"{file}:{e.Start.Line}: anchors and aliases (& and *) are not read."
                );
            if (depth > Deepest)
                throw new UserErrorException($"{file}:{e.Start.Line}: more than {Deepest} levels deep.");
        }
    }
}
