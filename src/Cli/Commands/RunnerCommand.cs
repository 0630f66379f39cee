using System.CommandLine;
using Slimfront.Actors.Runners;
using Slimfront.Cli.Composing;

namespace Slimfront.Cli.Commands;

/// <summary>slimfront runner: the child process that owns a slot's libtorch. Started by slots, not by people.</summary>
public static class RunnerCommand
{
    /// <summary>The command's name.</summary>
    public const string Name = "runner";

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command(Name, "Execute stages for a slot, over pipes.")
        {
            DataFlags.Folders,
            DataFlags.Confined,
            DataFlags.Moved,
        };
        command.Hidden = true;
        command.SetAction(parsed =>
            RunnerHost.RunProcess(() =>
            {
                var composition = Composition.Load(
                    parsed.GetValue(Shell.Plugins),
                    DataFlags.OfRunner(parsed)
                );
                composition.MovedData = DataFlags.MovedOf(parsed);
                return composition.NewExecutor();
            })
        );
        return command;
    }
}
