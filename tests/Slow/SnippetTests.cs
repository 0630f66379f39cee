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
            Assert.That(process.Output.Trim().Split('\n')[^1], Is.EqualTo(names[Answer(session, pixels)]));
        }
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

    private static int Answer(InferenceSession session, byte[] pixels)
    {
        float[] values = [.. pixels.Select(p => p * Lightest / byte.MaxValue)];
        using var input = OrtValue.CreateTensorValueFromMemory(values, [1, 1, Side, Side]);
        using var run = new RunOptions();
        using var results = session.Run(run, ["input"], [input], ["output"]);
        var answers = results[0].GetTensorDataAsSpan<float>().ToArray();
        return Array.IndexOf(answers, answers.Max());
    }
}
