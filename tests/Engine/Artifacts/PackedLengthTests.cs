using System.Text;
using CsCheck;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Pruning.Sizes;

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

    private static long LengthByHand(Model model)
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
                texts.Add(
                    $"{tensor.Name} {string.Join('x', tensor.Shape)}{(mask is null ? "" : " mask")}"
                        + (grid is null ? "" : $" {grid.Codes.Name}")
                        + (grid is { Axis: 0 } ? " channel" : "")
                );

            (string, string, long) Row(string part, long length, int width) =>
                (tensor.Name + part, $"{length}", length * width);
        }
        var described = texts.Count == 0 ? "" : $",\"tensors\":\"{string.Join("; ", texts)}\"";
        var graph = model.Graph.ToJson().Replace("\"", "\\\"", StringComparison.Ordinal);
        var json =
            $$"""{"__metadata__":{"format":"slimfront-model","graph":"{{graph}}"{{described}},"version":"1"}""";
        var offset = 0L;
        foreach (var (name, shape, length) in numbers.Concat(bytes))
            json += $$"""
                ,"{{name}}":{"dtype":"F32","shape":[{{shape}}],"data_offsets":[{{offset}},{{offset +=
                    length}}]}
                """;
        // "U8" is a letter shorter than "F32".
        var header = Encoding.UTF8.GetByteCount(json) + 1 - bytes.Count;
        return 8 + ((header + 7) / 8 * 8) + offset;
    }

    // "int4", "uint3", "odd2": the last letter is the bits; of three values five share a byte.
    private static long CodeBytes(string codes, long count) =>
        codes.EndsWith("ternary", StringComparison.Ordinal)
            ? (count + 4) / 5
            : ((count * (codes[^1] - '0')) + 7) / 8;

    // Digits in the header, and codes that fill up a byte.
    private static bool Near(SizeForecast forecast, int tensors) =>
        forecast.Bytes.High - forecast.Bytes.Low <= 8 + (tensors * 1000);
}
