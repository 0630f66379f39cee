using System.IO.Compression;
using System.Runtime.InteropServices;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Native;
using Slimfront.Engine.Operators;
using Slimfront.Search.Techniques;
using static TorchSharp.torch;

namespace Slimfront.Engine.Networks;

/// <summary>Networks that PyTorch wrote with their programs (torch.jit.trace, torch.jit.script). libtorch runs them as they are.</summary>
/// <remarks>They are programs: open only files that you trust.</remarks>
public sealed class TorchScriptFiles : INetworkFormat, IDescribed<INetworkFormat>
{
    /// <inheritdoc/>
    public static Technique<INetworkFormat> Technique { get; } =
        new(
            "torchscript",
            "https://pytorch.org/docs/stable/jit.html",
            "A network as TorchScript, which teaches by its answers alone.",
            [],
            _ => new TorchScriptFiles()
        );

    /// <summary>What an archive of PyTorch without a program is, as the end of a sentence.</summary>
    public const string Archive =
        "a PyTorch archive, which only Python reads; write the network as ONNX (torch.onnx.export).";

    /// <summary>Whether a file is an archive as PyTorch writes them, with a program or without. Those of others, as NumPy's, are not.</summary>
    public static bool IsArchive(string path) =>
        Holds(path, e => e.EndsWith(".pkl", StringComparison.Ordinal));

    /// <summary>Archives with a program: others that PyTorch writes hold objects of Python.</summary>
    public bool Recognises(string path) => Holds(path, e => e == "constants.pkl");

    /// <inheritdoc/>
    public BroughtNetwork Read(string path, Shape input)
    {
        var file = File.ReadAllBytes(path);
        using var running = Open(file, input);
        var answers = running.Answer(new float[input.Elements], 1);
        return Array.TrueForAll(answers, float.IsFinite)
            ? new(BlackBoxes.Of(Technique.Key, file, input, answers.Length), SaysNormalisation: false)
            {
                Unread = "TorchScript is a program, which is run and not read.",
            }
            : throw new InvalidDataException("it answers what is no number for an input of zeros.");
    }

    /// <inheritdoc/>
    public IRunningNetwork Open(byte[] file, Shape input)
    {
        NativeTorch.Load();
        return new Running(file, input);
    }

    private static bool Holds(string path, Func<string, bool> entry)
    {
        try
        {
            using var archive = ZipFile.OpenRead(path);
            return archive.Entries.Any(e => entry(e.Name));
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private sealed class Running : IRunningNetwork
    {
        private readonly jit.ScriptModule<Tensor, Tensor> _module;
        private readonly long[] _shape;

        public Running(byte[] file, Shape input)
        {
            _shape = [.. input.Dimensions.Select(d => (long)d)];
            var path = Path.GetTempFileName();
            try
            {
                File.WriteAllBytes(path, file);
                _module = jit.load<Tensor, Tensor>(path);
                _module.eval();
            }
            catch (ExternalException e)
            {
                throw Refused(e);
            }
            finally
            {
                File.Delete(path);
            }
        }

        public float[] Answer(float[] inputs, int count)
        {
            using var scope = NewDisposeScope();
            using var inference = inference_mode();
            try
            {
                var answers = _module.forward(tensor(inputs, [count, .. _shape]));
                return answers.dtype == ScalarType.Float32 && answers.shape[0] == count
                    ? FlatBuffer.Read(answers)
                    : throw new InvalidDataException(
                        $"it answers {answers.dtype} of the shape {string.Join('×', answers.shape)} for {count} inputs; numbers in single precision, those of each input in a row, are understood."
                    );
            }
            catch (ExternalException e)
            {
                throw Refused(e);
            }
        }

        public void Dispose() => _module.Dispose();

        // libtorch's message is a page: the last line says what is wrong.
        private static InvalidDataException Refused(ExternalException e) =>
            new($"libtorch does not run it: {e.Message.TrimEnd().Split('\n')[^1]}", e);
    }
}
