using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Slimfront.Engine.Data;
using Slimfront.Engine.Native;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Stages;
using Slimfront.Engine.Tasks;
using Slimfront.Onnx.Formats;
using Slimfront.Onnx.Running;
using Slimfront.Search.Spaces;
using static TorchSharp.torch;

namespace Slimfront.Exports.Bench;

/// <summary>
/// How long one picture takes in ONNX Runtime, in single precision and in whole numbers, for a network of each family with random weights:
/// dotnet run -c Release --project bench/exports [threads=1] [rounds=5] [runs=200]. Needs Debian's dataset-fashion-mnist.
/// </summary>
internal static class Program
{
    private static readonly string[] Families =
    [
        "plain-cnn",
        "vgg",
        "resnet",
        "wide-resnet",
        "mobilenet",
        "densenet",
    ];

    private static void Main(string[] args)
    {
        var options = args.Select(a => a.Split('=', 2))
            .ToDictionary(a => a[0], a => a[1], StringComparer.Ordinal);
        int Number(string name, int usual) =>
            options.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
        NativeTorch.Load();
        Measure(Number("threads", 1), Number("rounds", 5), Number("runs", 200));
    }

    private static void Measure(int threads, int rounds, int runs)
    {
        var techniques = StageTechniques.Of();
        using var data = new DeviceData(
            techniques.Data.Load(
                Configuration.Of(("set", Value.Of("fashion-mnist")), ("train-limit", Value.Of(1000)))
            ),
            CPU
        );
        Console.WriteLine(
            "| network | parameters | MACs | fp32 | int8, 7 bits | int8, 8 bits (VNNI) | 7 bits / fp32 | operators |"
        );
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        var folder = Directory.CreateTempSubdirectory("slimfront-");
        foreach (var family in Families)
        {
            var parameters = techniques.Families[family].Usual;
            var graph = techniques.Families[family].Create(parameters).Build(new([.. data.Data.Shape]), 10);
            var model = FreshModel.Of(graph, data.Data.Normalisation, seed: 1);
            ExportedModel Write(string name, IExportFormat format, ExportTarget target) =>
                format.Write(
                    Path.Combine(folder.FullName, $"{family}.{name}.onnx"),
                    new(model, () => data, target, Seed: 1, ImmutableSortedDictionary<string, string>.Empty)
                );
            ExportedModel[] files =
            [
                Write("fp32", new SinglePrecision(), ExportTarget.Any),
                Write("int8", new Integer(), ExportTarget.Any),
                Write("vnni", new Integer(), ExportTarget.Vnni),
            ];
            var times = Times([.. files.Select(f => f.Path)], data.Data, threads, rounds, runs);
            var check = ExportCheck.Run(files[1], model, data, ImmutableDictionary<string, IMeasure>.Empty);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {family} {parameters} | {graph.Parameters:n0} | {graph.Macs:n0} | {string.Join(" | ", times.Select(Milliseconds))} | {Median(times[1]) / Median(times[0]):0.00} | {string.Join(", ", check.Operators.Select(o => $"{o.Value} {o.Key}"))} |"
                )
            );
        }
        folder.Delete(recursive: true);
    }

    // The files take turns, so that what else the machine does meets all of them.
    private static double[][] Times(string[] files, DataSet data, int threads, int rounds, int runs)
    {
        using var options = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1 };
        var sessions = files.Select(f => new InferenceSession(f, options)).ToArray();
        var times = files.Select(_ => new double[rounds]).ToArray();
        var picture = data.Values[..data.InputSize].ToArray();
        long[] shape = [1, .. data.Shape.Select(d => (long)d)];
        using var run = new RunOptions();
        for (var round = 0; round < rounds; round++)
        for (var file = 0; file < files.Length; file++)
        {
            var session = sessions[file];
            var each = new double[runs];
            for (var i = 0; i < runs; i++)
            {
                using var input = OrtValue.CreateTensorValueFromMemory(picture, shape);
                var clock = Stopwatch.GetTimestamp();
                using var answers = session.Run(run, session.InputNames, [input], session.OutputNames);
                each[i] = Stopwatch.GetElapsedTime(clock).TotalMilliseconds;
            }
            times[file][round] = Median(each);
        }
        foreach (var session in sessions)
            session.Dispose();
        return times;
    }

    private static string Milliseconds(double[] rounds) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Median(rounds):0.000} ms ({rounds.Min():0.000} to {rounds.Max():0.000})"
        );

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
