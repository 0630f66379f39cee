using System.Buffers.Binary;
using System.Text;
using Slimfront.Engine.Native;
using TorchSharp;

namespace Slimfront.Engine.Tests.Native;

public sealed class NativeTorchTests
{
    private static string Bridge =>
        Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");

    [Test]
    public void A_tensor_can_be_summed_after_loading()
    {
        NativeTorch.Load();
        NativeTorch.Load();
        using var numbers = torch.tensor((float[])[1, 2, 3.5f]);
        using var sum = numbers.sum();
        Assert.That(sum.item<float>(), Is.EqualTo(6.5f));
    }

    [Test]
    [Platform("Linux")]
    public void The_patch_is_three_small_edits()
    {
        var original = File.ReadAllBytes(Bridge);
        var patched = LibstdcxxPatch.Apply(original);

        Assert.That(patched, Has.Length.EqualTo(original.Length));
        var name = original.AsSpan().IndexOf(Encoding.ASCII.GetBytes(LibstdcxxPatch.Symbol + '\0'));
        var changed = Enumerable.Range(0, original.Length).Where(i => original[i] != patched[i]).ToArray();
        var inName = changed.Where(i => i >= name && i <= name + LibstdcxxPatch.Replacement.Length).ToArray();
        var elsewhere = changed.Except(inName).ToArray();
        Assert.That(
            Encoding.ASCII.GetString(patched, name, LibstdcxxPatch.Replacement.Length + 1),
            Is.EqualTo("getpid\0")
        );
        Assert.That(
            elsewhere,
            Has.Length.EqualTo(2),
            "one byte of the version's flags, one of the symbol's version"
        );
        Assert.That(elsewhere.Select(i => patched[i]), Is.EquivalentTo((byte[])[1, 2]));
        var weak = elsewhere.Single(i => patched[i] == 2);
        // Elf64_Vernaux: hash, flags, other, name; the hash is the System V hash of the version's name.
        Assert.That(
            BinaryPrimitives.ReadUInt32LittleEndian(patched.AsSpan(weak - 4)),
            Is.EqualTo(SystemVHash(LibstdcxxPatch.Version))
        );
    }

    [Test]
    [Platform("Linux")]
    public void A_copy_is_made_once_and_again_when_it_was_damaged()
    {
        var folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, "patched-copies");
        var copy = NativeTorch.PatchedCopy(Bridge, folder);
        var made = File.GetLastWriteTimeUtc(copy);
        var expected = LibstdcxxPatch.Apply(File.ReadAllBytes(Bridge));
        Assert.That(NativeTorch.PatchedCopy(Bridge, folder), Is.EqualTo(copy));
        Assert.That(File.GetLastWriteTimeUtc(copy), Is.EqualTo(made));

        File.WriteAllText(copy, "half a file");
        Assert.That(File.ReadAllBytes(NativeTorch.PatchedCopy(Bridge, folder)), Is.EqualTo(expected));
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public void What_is_no_library_is_refused()
    {
        Assert.That(() => LibstdcxxPatch.Apply("no library"u8), Throws.TypeOf<InvalidDataException>());
        byte[] headerOnly = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, .. new byte[57]];
        Assert.That(() => LibstdcxxPatch.Apply(headerOnly), Throws.TypeOf<InvalidDataException>());
    }

    [Test]
    [Platform("Linux")]
    public void A_library_that_was_patched_already_is_refused()
    {
        var patched = LibstdcxxPatch.Apply(File.ReadAllBytes(Bridge));
        Assert.That(() => LibstdcxxPatch.Apply(patched), Throws.TypeOf<InvalidDataException>());
    }

    private static uint SystemVHash(string name)
    {
        uint hash = 0;
        foreach (var c in name)
        {
            hash = (hash << 4) + c;
            hash = (hash ^ ((hash & 0xf0000000) >> 24)) & 0x0fffffff;
        }
        return hash;
    }
}
