using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using SkiaSharp;
using Slimfront.Cli.Tests.EndToEnd;
using Slimfront.Engine.Data;
using Slimfront.Search.Spaces;

namespace Slimfront.Slow.Tests;

/// <summary>The lines of C# that lie in a bundle, built and run by the SDK as a user does it.</summary>
public sealed class SnippetTests
{
    private const string Study = """
        name: small
        budget: { trials: 1 }
        baselines: off
        data: { train-limit: 300 }
        teacher: { family: plain-cnn, epochs: 3 }
        training: { epochs: 1 }
        space: { student: plain-cnn, teaching: none, pruning: none, tickets: none, quantization: none }
        """;

    private const int Side = 8;
    private const float Lightest = 16;

    [Test]
    public void They_answer_for_pictures_what_the_exported_file_answers()
    {
        using var workspace = new Workspace(Study);
        Succeed(workspace, "search", "study.yaml");
        Succeed(
            workspace,
            ["export", "small", "--trial", "teacher", "--as", "int8", "--tolerance", "1", "--out", "bundle"]
        );
        var bundle = Path.Combine(workspace.Folder, "bundle");
        var names = File.ReadAllLines(Path.Combine(bundle, "outputs.txt"));
        using var session = new InferenceSession(Path.Combine(bundle, "model.int8.onnx"));
        var digits = DataSources.Of().Load(Configuration.Empty);
        foreach (var example in digits.Split.Test.Take(3))
        {
            byte[] pixels =
            [
                .. digits
                    .Values.Slice(example * digits.InputSize, digits.InputSize)
                    .ToArray()
                    .Select(v => (byte)Math.Round(v / Lightest * byte.MaxValue)),
            ];
            var picture = workspace.Write("picture.png", "");
            Draw(pixels, picture);
            using var process = SlimfrontProcess.Start(bundle, "dotnet", ["run", "Predict.cs", picture]);
            Assert.That(process.WaitForExit(), Is.Zero, process.Output + process.Errors);
            Assert.That(
                process.Output.Trim().Split('\n')[^1],
                Is.EqualTo(names[Answer(session, [.. pixels.Select(p => p * Lightest / byte.MaxValue)])])
            );
        }
    }

    [Test]
    public void Where_values_are_no_shades_they_take_numbers_and_no_picture()
    {
        const string Data = "data: { set: csv, csv: { path: scores.csv, shape: 1x8x8 } }";
        using var workspace = new Workspace(Study.Replace("data: { train-limit: 300 }", Data));
        var digits = DataSources.Of().Load(Configuration.Empty);
        float[][] rows =
        [
            .. Enumerable
                .Range(0, 300)
                .Select(e =>
                    digits
                        .Values.Slice(e * digits.InputSize, digits.InputSize)
                        .ToArray()
                        .Select(v => (v - 5) / 6)
                        .ToArray()
                ),
        ];
        var labels = digits.Targets.Groups;
        workspace.Write(
            "scores.csv",
            string.Join(
                '\n',
                rows.Select(
                    (row, e) =>
                        $"{string.Join(',', row.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))},{labels.Span[e]}"
                )
            )
        );
        Succeed(workspace, "search", "study.yaml");
        Succeed(workspace, ["export", "small", "--trial", "teacher", "--as", "fp32", "--out", "bundle"]);
        var bundle = Path.Combine(workspace.Folder, "bundle");
        Assert.That(
            File.ReadAllText(Path.Combine(bundle, "README.md")),
            Does.Contain("no shades between black and white")
        );
        var names = File.ReadAllLines(Path.Combine(bundle, "outputs.txt"));
        using var session = new InferenceSession(Path.Combine(bundle, "model.onnx"));
        var example = workspace.Write("example.f32", "");
        File.WriteAllBytes(example, MemoryMarshal.AsBytes(rows[7].AsSpan()).ToArray());
        using var process = SlimfrontProcess.Start(bundle, "dotnet", ["run", "Predict.cs", example]);
        Assert.That(process.WaitForExit(), Is.Zero, process.Output + process.Errors);
        Assert.That(process.Output.Trim().Split('\n')[^1], Is.EqualTo(names[Answer(session, rows[7])]));
    }

    private static void Succeed(Workspace workspace, params string[] arguments)
    {
        var (exitCode, _, errors) = SlimfrontProcess.Run(workspace.Folder, arguments);
        Assert.That(exitCode, Is.Zero, errors);
    }

    private static void Draw(byte[] pixels, string path)
    {
        using var picture = new SKBitmap(Side, Side, SKColorType.Rgba8888, SKAlphaType.Opaque);
        for (var i = 0; i < pixels.Length; i++)
            picture.SetPixel(i % Side, i / Side, new SKColor(pixels[i], pixels[i], pixels[i]));
        using var stream = File.Create(path);
        picture.Encode(stream, SKEncodedImageFormat.Png, quality: 100);
    }

    private static int Answer(InferenceSession session, float[] values)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(values, [1, 1, Side, Side]);
        using var run = new RunOptions();
        using var results = session.Run(run, ["input"], [input], ["output"]);
        var answers = results[0].GetTensorDataAsSpan<float>().ToArray();
        return Array.IndexOf(answers, answers.Max());
    }
}
