using System.Collections.Immutable;
using Slimfront.Search;
using Slimfront.Search.Execution;
using Slimfront.Search.Spaces;

namespace Slimfront.Engine.Data;

/// <summary>What a study's setting "data.class-names" says: a text file that calls labels from 0 by names, one in each line.</summary>
/// <remarks>Names are for people and exported files: they are no part of a data set's fingerprint.</remarks>
public static class ClassNames
{
    /// <summary>The setting's name below "data.".</summary>
    public const string Name = "class-names";

    /// <summary>The setting.</summary>
    public static Setting Setting { get; } =
        new(
            $"data.{Name}",
            Value.Of(""),
            new Parameter.Text(Name, IsPath: true),
            "A text file with the name of each class, one in a line, for data whose labels are numbers from 0."
        );

    /// <summary>What is loaded, with classes called as a file says.</summary>
    /// <param name="loaded">What a source made of its files.</param>
    /// <param name="given">The file as the study has it.</param>
    /// <param name="path">Where it is.</param>
    /// <exception cref="UserErrorException">It is no list of names.</exception>
    public static SourceData Give(SourceData loaded, string given, string path)
    {
        ArgumentNullException.ThrowIfNull(loaded);
        var names = Read(given, path);
        return loaded with
        {
            Hints = loaded.Hints with { Meanings = names },
            Doubts = targets =>
                targets.Names.SequenceEqual(names, StringComparer.Ordinal)
                    ? loaded.Doubts(targets)
                    : throw new UserErrorException(
                        $"'{Setting.Key}' is '{given}', which names the labels 0 to {names.Length - 1} ({Spelling.Listed(names)}); '{loaded.Name}' has {targets.Outputs} outputs, called {Spelling.Listed(targets.Names)} with these names."
                    ),
        };
    }

    private static ImmutableArray<string> Read(string given, string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refused(given, $"which cannot be read: {e.Message}{LostPath.Hint(path)}");
        }
        ImmutableArray<string> names = [.. lines.Select(l => l.Trim()).Where(l => l.Length > 0)];
        if (names.Length < 2)
            throw Refused(given, $"which has {names.Length} names; there are two classes or more");
        return names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? throw Refused(given, $"which has the name '{twice.Key}' {twice.Count()} times")
            : names;
    }

    private static UserErrorException Refused(string given, string why) =>
        new($"'{Setting.Key}' is '{given}', {why.TrimEnd('.')}.");
}
