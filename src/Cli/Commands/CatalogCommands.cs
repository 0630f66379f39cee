using System.CommandLine;
using Slimfront.Cli.Composing;
using Slimfront.Cli.StudyFiles;
using Slimfront.Search.Spaces;

namespace Slimfront.Cli.Commands;

/// <summary>The commands that tell what there is: techniques and space.</summary>
public static class CatalogCommands
{
    private static readonly Argument<string?> File = new("study")
    {
        Description = "A study file; without one, the default study.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>slimfront techniques.</summary>
    public static Command Techniques()
    {
        var command = new Command("techniques", "List every technique: role, key, paper, parameters.");
        command.SetAction(parsed =>
        {
            foreach (var technique in Composition.Load(parsed.GetValue(Shell.Plugins)).Techniques())
                Console.WriteLine(technique);
        });
        return command;
    }

    /// <summary>slimfront space [study.yaml].</summary>
    public static Command Space()
    {
        var command = new Command("space", "Show the search space of a study, and the settings it may have.")
        {
            File,
        };
        command.SetAction(parsed =>
        {
            var composition = Composition.Load(parsed.GetValue(Shell.Plugins));
            var reader = composition.Reader;
            var spec = parsed.GetValue(File) is { } path ? reader.Read(path) : reader.Default();
            var (placed, _) = DataPaths.Find(
                spec,
                parsed.GetValue(File),
                Directory.GetCurrentDirectory(),
                composition.Pipeline.Settings
            );
            var space = composition.Pipeline.Space(composition.Preparation.Prepare(placed));
            Console.WriteLine($"space of {spec.Name}: {space.Nodes.Length} parameters, {Size(space)}");
            foreach (var root in space.Roots)
                Print(root, indent: 1);
            Console.WriteLine();
            Console.WriteLine(
                "settings (key = value of this study: allowed; the default is said where it is another one)"
            );
            foreach (var setting in composition.Pipeline.Settings.OrderBy(s => s.Key, StringComparer.Ordinal))
            {
                var value = spec.Settings.Find(setting.Key) ?? setting.Default;
                var usual = value.Equals(setting.Default) ? "" : $" (default {Said(setting.Default)})";
                Console.WriteLine(
                    $"  {setting.Key} = {Said(value)}{usual}: {setting.Allowed.Range}. {setting.Help}"
                );
            }
        });
        return command;
    }

    private static string Said(Value value) => value.Text.Length > 0 ? value.Text : "nothing";

    private static string Size(Space space) =>
        space.Count is { } count ? $"{count} configurations" : "infinitely many configurations";

    private static void Print(Parameter parameter, int indent)
    {
        var margin = new string(' ', 2 * indent);
        Console.WriteLine($"{margin}{parameter.Name}: {parameter.Range}");
        if (parameter is not Parameter.Choice choice)
            return;
        foreach (var option in choice.Options.Where(o => o.Parameters.Length > 0))
        {
            Console.WriteLine($"{margin}  if {option.Key}:");
            foreach (var child in option.Parameters)
                Print(child, indent + 2);
        }
    }
}
