using System.Globalization;
using System.Text;
using CsCheck;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Pruning.Sizes;
using Slimfront.Engine.Tests.Data;

namespace Slimfront.Engine.Tests.Artifacts;

public sealed class PackedLengthTests
{
    [Test]
    public void The_length_is_that_of_a_header_written_by_hand() =>
        PackedModels.Any.Sample(m => ModelFile.Length(m) == LengthByHand(m), iter: 3000, threads: 1);

    [Test]
    public void Where_only_a_total_is_known_the_length_lies_in_the_range() =>
        PackedModels.Any.Sample(
            model =>
            {
                var plan = StoragePlan.Of(model);
                var masked = plan.Tensors.Where(t => t.Value.IsMasked).ToArray();
                var shared = masked.Aggregate(
                    plan with
                    {
                        SharedKept = masked.Sum(t => t.Value.Kept!.Value),
                    },
                    (p, t) => p.With(t.Key, t.Value with { Kept = null })
                );
                var forecast = SizeForecast.Of(new StoredGraph(model.Graph, shared));
                return forecast.Bytes.Contains(ModelFile.Length(model))
                    && (masked.Any(t => !t.Value.IsQuantized) || Near(forecast, masked.Length));
            },
            iter: 2000,
            threads: 1
        );

    [Test]
    public void A_readable_file_is_the_header_and_the_numbers_that_are_written_by_hand() =>
        PackedModels.Any.Sample(
            model =>
            {
                using var folder = new TemporaryFolder();
                ModelFile.WriteReadable(folder.File("m"), model);
                var file = File.ReadAllBytes(folder.File("m"));
                var (json, data) = ReadableByHand(model);
                return Encoding.UTF8.GetString(file, 8, file.Length - 8 - (int)data).TrimEnd(' ') == json
                    && file.Length == 8 + ((json.Length + 7) / 8 * 8) + data;
            },
            iter: 300,
            threads: 1
        );

    // The head is by the writer of graphs, which has tests of its own; all else is counted here.
    private static long LengthByHand(Model model)
    {
        var graph = new ByteWriter();
        GraphBinary.Write(graph, model.Graph);
        var weightsFirst = model.Graph.Tensors.OrderBy(t => t.Role == TensorRole.Weight ? 0 : 1);
        var words = weightsFirst.Select(t => Word(model, t.Name)).ToList();
        while (words is [.., ""])
            words.RemoveAt(words.Count - 1);
        var runs = words.Where((w, i) => i == 0 || words[i - 1] != w).ToArray();
        // A run is a number of tensors, none here above 127, and a kind.
        var storage = 1 + (2 * runs.Length);
        var (_, numbers) = ReadableByHand(model);
        var content = 1 + graph.ToArray().Length + storage + numbers;
        var digits = content.ToString(CultureInfo.InvariantCulture).Length;
        const string json = """{"slimfront-model":{"dtype":"U8","shape":[],"data_offsets":[0,]}}""";
        return 8 + json.Length + (2 * digits) + content;
    }

    private static string Word(Model model, string tensor)
    {
        var (mask, grid) = (model.Masks.GetValueOrDefault(tensor), model.Grids.GetValueOrDefault(tensor));
        return (mask is null ? "" : " mask")
            + (grid is null ? "" : $" {grid.Codes.Name}")
            + (grid is { Axis: 0 } ? " channel" : "");
    }

    private static (string Json, long Data) ReadableByHand(Model model)
    {
        var numbers = new List<(string Name, string Shape, long Bytes)>();
        var bytes = new List<(string Name, string Shape, long Bytes)>();
        var texts = new List<string>();
        numbers.AddRange(
            ((string[])["input.mean", "input.deviation"]).Select(n =>
                (n, $"{model.Graph.Input.Channels}", 4L * model.Graph.Input.Channels)
            )
        );
        foreach (var tensor in model.Graph.Tensors)
        {
            var (mask, grid) = (
                model.Masks.GetValueOrDefault(tensor.Name),
                model.Grids.GetValueOrDefault(tensor.Name)
            );
            var count = mask?.Kept ?? tensor.Elements;
            if (mask is not null)
                bytes.Add(Row(".mask", (tensor.Elements + 7) / 8, 1));
            if (grid is not null)
                bytes.Add(Row(".codes", CodeBytes(grid.Codes.Name, count), 1));
            else if (mask is not null)
                numbers.Add(Row(".kept", count, 4));
            else
                numbers.Add((tensor.Name, string.Join(',', tensor.Shape), 4 * count));
            if (grid is not null)
                numbers.Add(Row(".scale", grid.Scales.Length, 4));
            if (grid is { IsSymmetric: false })
                bytes.Add(Row(".zero", grid.Scales.Length, 1));
            if (mask is not null || grid is not null)
                texts.Add($"{tensor.Name} {string.Join('x', tensor.Shape)}{Word(model, tensor.Name)}");

            (string, string, long) Row(string part, long length, int width) =>
                (tensor.Name + part, $"{length}", length * width);
        }
        var described = texts.Count == 0 ? "" : $",\"tensors\":\"{string.Join("; ", texts)}\"";
        var graph = model.Graph.ToJson().Replace("\"", "\\\"", StringComparison.Ordinal);
        var json =
            $$"""{"__metadata__":{"format":"slimfront-model","graph":"{{graph}}"{{described}},"version":"{{(texts.Count == 0 ? 1 : 2)}}"}""";
        var offset = 0L;
        foreach (var (name, shape, length) in numbers)
            json += Entry(name, "F32", shape, length);
        foreach (var (name, shape, length) in bytes)
            json += Entry(name, "U8", shape, length);
        return (json + "}", offset);

        string Entry(string name, string type, string shape, long length) =>
            $$"""
                ,"{{name}}":{"dtype":"{{type}}","shape":[{{shape}}],"data_offsets":[{{offset}},{{offset +=
                    length}}]}
                """;
    }

    // "int4", "uint3", "odd2": the last letter is the bits; of three values five share a byte.
    private static long CodeBytes(string codes, long count) =>
        codes.EndsWith("ternary", StringComparison.Ordinal)
            ? (count + 4) / 5
            : ((count * (codes[^1] - '0')) + 7) / 8;

    // Digits in the header, and codes that fill up a byte.
    private static bool Near(SizeForecast forecast, int tensors) =>
        forecast.Bytes.High - forecast.Bytes.Low <= 2 + (tensors * 1000);
}
