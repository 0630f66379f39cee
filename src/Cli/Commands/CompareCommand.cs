using System.CommandLine;
using Slimfront.Cli.Runs;
using Slimfront.Reports;
using Slimfront.Reports.Comparing;
using Slimfront.Search.Recipes;

namespace Slimfront.Cli.Commands;

/// <summary>slimfront compare RUN RUN…</summary>
public static class CompareCommand
{
    private static readonly Argument<string[]> Runs = new("runs")
    {
        Description =
            "Two or more runs: their folders or names below 'runs'. Of more than two, those that differ in name and seed "
            + "alone count as repeats of one study.",
        Arity = new(2, 1000),
    };

    private static readonly Option<string> Out = new("--out")
    {
        Description = "The folder to write the comparison to.",
        DefaultValueFactory = _ => "comparison",
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command(
            "compare",
            "Compare two runs: fronts, hypervolume over trials and device time; or what repeated studies attain."
        )
        {
            Runs,
            Out,
        };
        command.SetAction(Compare);
        return command;
    }

    private static int Compare(ParseResult parsed)
    {
        ReportModel[] runs = [.. parsed.GetValue(Runs)!.Select(Read)];
        var folder = parsed.GetValue(Out)!;
        if (runs.Length > 2)
            return Repeated(RepeatedStudies.Of(runs), folder);
        var both = StudyComparison.Of(runs[0], runs[1]);
        var files = ComparisonReport.Write(both, folder);
        Console.WriteLine(ComparisonText.Headline(both));
        Console.WriteLine(Path.Combine(folder, files[0]));
        return Shell.Success;
    }

    private static int Repeated(RepeatedStudies studies, string folder)
    {
        var files = RepeatedReport.Write(studies, folder);
        foreach (var (title, table) in RepeatedReport.Tables(studies))
        {
            Console.WriteLine(title);
            foreach (var row in table.Rows.Prepend(table.Header))
                Console.WriteLine(
                    "  " + string.Join("   ", row.Select((cell, i) => cell.PadLeft(Widest(table, i))))
                );
        }
        Console.WriteLine(Path.Combine(folder, files[0]));
        return Shell.Success;
    }

    private static int Widest(Table table, int column) =>
        table.Rows.Prepend(table.Header).Max(row => row[column].Length);

    private static ReportModel Read(string run) =>
        ReportModel.From(RunDirectory.Find(run).ReadStudy(), a => a.Hex, (_, _) => PipelineKind.Plain);
}
