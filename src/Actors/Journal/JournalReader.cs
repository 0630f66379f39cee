using System.Collections.Immutable;
using Slimfront.Search;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Journal;

/// <summary>Reads the journal of a run that is not running.</summary>
public static class JournalReader
{
    /// <summary>The events of every study in a SQLite journal, in order, by the study's name.</summary>
    /// <param name="file">The journal.</param>
    /// <exception cref="UserErrorException">There is none, it is damaged, or a newer program wrote it.</exception>
    public static IReadOnlyDictionary<string, ImmutableList<StudyEvent>> Read(string file) =>
        throw new NotSupportedException($"'{file}' cannot be read by this build.");
}
