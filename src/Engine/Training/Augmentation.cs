using Slimfront.Engine.Native;
using Slimfront.Search.Randomness;
using static TorchSharp.torch;

namespace Slimfront.Engine.Training;

/// <summary>Alters the images of a batch at random, each on its own.</summary>
/// <param name="shift">Largest shift in pixels, each way along both axes; what moves in from outside is 0 in raw values.
/// 0 for none.</param>
/// <param name="flip">Whether half of the images are mirrored left to right.</param>
/// <param name="outside">The normalised values of raw zeros, shape [channels, 1, 1].</param>
public sealed class Augmentation(int shift, bool flip, Tensor outside) : IDisposable
{
    /// <summary>Whether images change at all.</summary>
    public bool IsActive => shift > 0 || flip;

    /// <summary>The altered batch.</summary>
    /// <param name="images">Shape [batch, channels, height, width]; left as they are.</param>
    /// <param name="seed">What happens is a function of it alone.</param>
    public Tensor Apply(Tensor images, ulong seed)
    {
        var random = new Pcg(seed);
        var result = shift > 0 ? Shift(images, random) : images;
        return flip ? Flip(result, random) : result;
    }

    /// <inheritdoc/>
    public void Dispose() => outside.Dispose();

    private Tensor Shift(Tensor images, Pcg random)
    {
        var (count, channels, height, width) = (
            images.shape[0],
            images.shape[1],
            images.shape[2],
            images.shape[3]
        );
        var padded = nn.functional.pad(images - outside, [shift, shift, shift, shift]);
        var rows = Offsets(count, random, images.device).Plus(Places(height, images.device)); // [batch, height]
        var columns = Offsets(count, random, images.device).Plus(Places(width, images.device));
        var places = rows.mul(Scalars.Of(width + (2 * shift))).unsqueeze(2).Plus(columns.unsqueeze(1)); // [batch, height, width]
        var index = places.reshape(count, 1, height * width).expand(count, channels, height * width);
        return padded.flatten(start_dim: 2).gather(2, index).reshape(images.shape).Plus(outside);
    }

    private static Tensor Places(long count, Device device) =>
        arange(Scalars.Of(0), Scalars.Of(count), Scalars.Of(1), device: device);

    private static Tensor Flip(Tensor images, Pcg random)
    {
        var mirrored = new bool[images.shape[0]];
        for (var i = 0; i < mirrored.Length; i++)
            mirrored[i] = random.Next(2) == 1;
        var mask = tensor(mirrored, device: images.device).reshape(-1, 1, 1, 1);
        return where(mask, images.flip(3), images);
    }

    private Tensor Offsets(long count, Pcg random, Device device)
    {
        var offsets = new long[count];
        for (var i = 0; i < offsets.Length; i++)
            offsets[i] = random.Next((2 * shift) + 1);
        return tensor(offsets, device: device).unsqueeze(1); // [batch, 1]
    }
}
