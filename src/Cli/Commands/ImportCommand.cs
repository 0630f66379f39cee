using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Slimfront.Cli.Composing;
using Slimfront.Cli.Runs;
using Slimfront.Cli.StudyFiles;
using Slimfront.Cli.Views;
using Slimfront.Engine.Data;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using Slimfront.Onnx.Importing;
using Slimfront.Search;
using Slimfront.Search.Objectives;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Commands;

/// <summary>slimfront import MODEL: what becomes of someone's network, without training anything.</summary>
public static class ImportCommand
{
    private const int RandomInputs = 16;
    private const int RealInputs = 512;
    private const ulong Seed = 1;
    private const double Suspicious = 1e-3;

    private static readonly Argument<string> Model = new("model") { Description = "An ONNX file." };

    private static readonly Option<string?> Input = new("--input")
    {
        Description =
            "The shape of one example, channels first, where the file leaves lengths open: 3x224x224.",
    };

    private static readonly Option<bool> Nodes = new("--nodes")
    {
        Description = "Say of every node of the file what it became.",
    };

    private static readonly Option<string?> StudyFile = new("--study")
    {
        Description =
            "A study file whose data are answered, too: those of its test split, normalised as it says.",
    };

    private static readonly Option<string?> Out = new("--out")
    {
        Description = "Write the network: as ONNX (.onnx), or as safetensors with its graph.",
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command(
            "import",
            "Show what becomes of a network in an ONNX file, and compare its answers with ONNX Runtime's."
        )
        {
            Model,
            Input,
            Nodes,
            StudyFile,
            Out,
        };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(Model)!;
            if (!File.Exists(path))
                throw new UserErrorException($"there is no file '{path}'.");
            var composition = Composition.Load(parsed.GetValue(Shell.Plugins));
            var data = parsed.GetValue(StudyFile) is { } study ? DataOf(study, composition) : null;
            var network = Read(path, Shape(parsed.GetValue(Input)) ?? ShapeOf(data?.Data));
            foreach (var line in Lines(network, parsed.GetValue(Nodes)))
                Console.WriteLine(line);
            LocalTorch.Load();
            Compare(network, "random inputs", () => ImportCheck.OnRandomInputs(network, RandomInputs, Seed));
            if (data is var (set, choice))
                Answer(network, set, choice, composition);
            if (parsed.GetValue(Out) is { } file)
                Write(network, file);
            return Shell.Success;
        });
        return command;
    }

    private static void Answer(OnnxNetwork network, DataSet data, string choice, Composition composition)
    {
        var examples = data.Split.Test[..Math.Min(RealInputs, data.Split.Test.Length)];
        var check = Compare(
            network,
            $"test examples of '{data.Name}'",
            () => ImportCheck.Of(network, Examples(network, data, examples, choice))
        );
        // Looking for what seems wrong goes through all of the data.
        var info = data.Info;
        foreach (var warning in info.Warnings)
            Console.WriteLine(Line("warning", warning));
        if (network.Model.Graph.Outputs != data.Targets.Outputs)
            Console.WriteLine(
                Line(
                    "warning",
                    $"the network answers {network.Model.Graph.Outputs} numbers, but '{data.Name}' has {data.Targets.Outputs} {info.OutputPlural}; in a study, 'teacher.head: replace' gives it a new last layer"
                )
            );
        else if (check is not null)
            Judge(check, data, info, examples, composition);
    }

    private static void Judge(
        ImportCheck check,
        DataSet data,
        DataInfo info,
        ImmutableArray<int> examples,
        Composition composition
    )
    {
        var measures = data.Task.UsualMeasures.ToDictionary(
            k => k,
            k => composition.Data.Measures[k].Create(Configuration.Empty),
            StringComparer.Ordinal
        );
        var measured = check.Measured(data, examples, measures);
        foreach (var measure in measures.Values.Select(m => m.Objective))
        {
            var doubt = Chance.Doubt(measure, measured[measure.Key], info);
            Console.WriteLine(
                Line(
                    measure.Title,
                    Format.Value(measure, measured[measure.Key])
                        + (doubt is null ? "" : $", {doubt}: {Chance.Causes}")
                )
            );
        }
    }

    private static void Write(OnnxNetwork network, string file)
    {
        try
        {
            network.Write(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"cannot write '{file}': {e.Message}", e);
        }
        catch (InvalidDataException e)
        {
            throw new UserErrorException($"'{file}' is not written: {e.Message}", e);
        }
        Console.WriteLine(Line("written", file));
    }

    private static OnnxNetwork Read(string path, Shape? input)
    {
        try
        {
            return OnnxNetwork.Read(path, input);
        }
        catch (InvalidDataException e)
        {
            throw new UserErrorException($"'{path}' is not imported: {Why(path, input, e.Message)}", e);
        }
    }

    private static string Why(string path, Shape? input, string why)
    {
        const string Teaches = "It can still teach, by its answers alone: name it as 'teacher.file'.";
        if (TorchScriptFiles.IsArchive(path))
            return new TorchScriptFiles().Recognises(path)
                ? $"TorchScript is a program, which is run and not read. {Teaches}"
                : $"it is {TorchScriptFiles.Archive}";
        return OnnxFiles.RunsAsItIs(path, input) ? $"{why} {Teaches}" : why;
    }

    private static IEnumerable<string> Lines(OnnxNetwork network, bool everyNode)
    {
        var (graph, normalisation) = (network.Model.Graph, network.Model.Normalisation);
        yield return Line(
            "file",
            $"{network.Path}, {Said(network.Producer)}, operators of version {network.Opset}"
        );
        yield return Line(
            "input",
            $"'{network.InputName}', {graph.Input}"
                + (network.IsChannelsLast ? ", height × width × channels in the file" : "")
                + (network.Batch is { } batch ? $", {batch} examples at once in the file" : "")
        );
        yield return Line(
            "",
            network.HasNormalisation
                ? $"normalised in the file: mean {Normalisation.Brief(normalisation.Mean)}, deviation {Normalisation.Brief(normalisation.Deviation)}"
                : "the file does not normalise it; a study says how in 'data.normalisation'"
        );
        yield return Line(
            "output",
            $"{graph.Outputs} numbers"
                + (network.Dropped is { } last ? $"; {last} at the end was dropped" : "")
        );
        yield return Line(
            "nodes",
            $"{network.FileNodes} in the file, {network.Nodes.Length + network.Nodes.Sum(n => n.Parts)} after constants were worked out, {graph.Nodes.Length - 2} here: "
                + string.Join(
                    ", ",
                    graph
                        .Nodes[1..^1]
                        .CountBy(n => n.Operator.Kind)
                        .OrderByDescending(k => k.Value)
                        .Select(k => $"{k.Value} {k.Key}")
                )
        );
        foreach (
            var node in network.Nodes.Where(n =>
                everyNode || n.Became.StartsWith("dropped", StringComparison.Ordinal)
            )
        )
            yield return $"        {node.Name} ({node.Type}{(node.Parts > 0 ? $" and {node.Parts} before it" : "")}): {node.Became}";
        yield return Line(
            "size",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{graph.Parameters:N0} parameters, {graph.Macs:N0} MACs, {Format.Value(Objective.Bytes, graph.Tensors.Sum(t => t.Elements) * sizeof(float))} in single precision"
            )
        );
    }

    private static (DataSet Data, string Normalisation)? DataOf(string file, Composition composition)
    {
        var (spec, _) = DataPaths.Find(
            composition.Reader.Read(file),
            file,
            Directory.GetCurrentDirectory(),
            composition.Pipeline.Settings
        );
        return (
            composition.Data.Load(spec.Settings.Slice("data")),
            spec.Settings.Text(NormalisationChoice.Setting.Key, "")
        );
    }

    private static Shape? ShapeOf(DataSet? data) => data is null ? null : new Shape(data.Shape);

    // As the file takes them: where it does not normalise them itself, as the study says.
    private static float[] Examples(
        OnnxNetwork network,
        DataSet data,
        ImmutableArray<int> examples,
        string choice
    )
    {
        if (!network.HasNormalisation && NormalisationChoice.IsFiles(choice))
            throw new UserErrorException($"'{network.Path}' {NormalisationChoice.Missing}");
        var inputs = new float[examples.Length * data.InputSize];
        for (var i = 0; i < examples.Length; i++)
        {
            var raw = data.Values.Span.Slice(examples[i] * data.InputSize, data.InputSize);
            var input = inputs.AsSpan(i * data.InputSize, data.InputSize);
            if (network.HasNormalisation)
                raw.CopyTo(input);
            else
                data.Normalisation.Apply(raw, input);
        }
        return inputs;
    }

    private static ImportCheck? Compare(OnnxNetwork network, string inputs, Func<ImportCheck> compare)
    {
        ImportCheck check;
        try
        {
            check = compare();
        }
        catch (InvalidDataException e)
        {
            Console.WriteLine(
                Line("check", $"not compared, for ONNX Runtime does not load the file: {e.Message}")
            );
            return null;
        }
        Console.WriteLine(
            Line(
                "check",
                $"{check.Examples} {inputs}: largest difference from ONNX Runtime {check.Difference:0.0e+0} of answers up to {check.Largest:0.###}, same largest answer for {check.Agreement * 100:0.#} %"
            )
        );
        if (check.Difference > Suspicious * check.Largest)
            throw new UserErrorException(
                $"'{network.Path}' was read, but answers otherwise than in ONNX Runtime; please report the file."
            );
        return check;
    }

    private static Shape? Shape(string? text)
    {
        if (text is null)
            return null;
        var lengths = text.Split('x', '×')
            .Select(t => int.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0)
            .ToArray();
        return lengths.Length is 1 or 3 && lengths.All(l => l > 0)
            ? Engine.Operators.Shape.Of(lengths)
            : throw new UserErrorException(
                $"--input is '{text}'; it is channels, height and width, as 3x224x224, or a number of features."
            );
    }

    private static string Said(string producer) =>
        producer.Length > 0 ? $"written by {producer}" : "of unknown origin";

    private static string Line(string title, string text) => title.PadRight(7) + " " + text;
}
