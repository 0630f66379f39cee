using System.Collections.Immutable;
using System.CommandLine;
using Slimfront.Actors.Artifacts;
using Slimfront.Actors.Journal;
using Slimfront.Cli.Runs;
using Slimfront.Cli.Views;
using Slimfront.Search;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Commands;

/// <summary>slimfront store FOLDER: what a store holds; with --limit, removes what no study needs.</summary>
public static class StoreCommand
{
    private static readonly Argument<string> Folder = new("folder")
    {
        Description = "A store, the folder of a run or node that has one, or a run's name below 'runs'.",
    };

    private static readonly Option<string?> Limit = new("--limit")
    {
        Description = "Remove what was not used for longest until the store is below this size: '20G'.",
    };

    private static readonly Option<bool> Verify = new("--verify")
    {
        Description = "Read every artifact and compare it with its name.",
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("store", "Show, check or trim a store of artifacts.")
        {
            Folder,
            Limit,
            Verify,
        };
        command.SetAction(Execute);
        return command;
    }

    private static int Execute(ParseResult parsed)
    {
        var store = Find(parsed.GetValue(Folder)!);
        Print(new StoreReader(store).Entries());
        var damaged = parsed.GetValue(Verify) ? Damaged(store) : 0;
        if (parsed.GetValue(Limit) is { } limit)
            Trim(store, NodeFlags.Bytes("--limit", limit));
        return damaged == 0
            ? Shell.Success
            : throw new UserErrorException(
                $"{damaged} artifacts of '{store}' are damaged; they are made again when they are wanted."
            );
    }

    private static string Find(string folder)
    {
        var within = Path.Combine(folder, "store");
        string[] places = RunDirectory.TryFind(folder) is { } run
            ? [within, folder, run.Store]
            : [within, folder];
        return places.FirstOrDefault(p => new StoreReader(p).Exists)
            ?? throw new UserErrorException(
                $"'{folder}' is no store, and no run or node that has one: there is no folder 'objects' in '{string.Join("' or '", places)}'."
            );
    }

    private static void Print(ImmutableArray<StoreEntry> entries)
    {
        foreach (var kind in Enum.GetValues<StoreEntryKind>())
        {
            var those = entries.Where(e => e.Kind == kind).ToArray();
            Console.WriteLine($"{kind, -10}  {those.Length, 7} files  {Bytes(those.Sum(e => e.Bytes)), 10}");
        }
    }

    private static int Damaged(string store)
    {
        var damaged = 0;
        foreach (var entry in new StoreReader(store).Entries())
            if (entry.Kind is StoreEntryKind.Artifact && !StoreReader.IsSound(entry))
            {
                damaged++;
                Console.WriteLine($"damaged: {entry.Path}");
            }

        return damaged;
    }

    private static void Trim(string store, long limit)
    {
        using var open = ArtifactStore.Open(store);
        var journal = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(store))!, RunDirectory.JournalName);
        var needed = File.Exists(journal) ? Needed(journal) : [];
        if (!File.Exists(journal))
            Console.WriteLine("no journal beside it: nothing is known to be needed");
        var collected = open.Collect(limit, needed, DateTime.MaxValue);
        Console.WriteLine(
            $"removed {collected.Files} files of {Bytes(collected.Bytes)}; {Bytes(collected.Left)} are left"
                + (collected.Left > limit ? ", all of them needed" : "")
        );
    }

    private static ImmutableHashSet<string> Needed(string journal) =>
        [
            .. JournalReader
                .Read(journal)
                .Values.Select(events => events.Aggregate<StudyEvent, Study?>(null, Follower.Fold))
                .OfType<Study>()
                .SelectMany(Keeping.KeptNames),
        ];

    private static string Bytes(long bytes) => Format.Scaled(bytes) + "B";
}
