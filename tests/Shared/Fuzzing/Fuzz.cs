using System.Diagnostics;
using CsCheck;

namespace ActorServer.Tests.Shared.Fuzzing;

/// <summary>
/// Shows a target the inputs of its corpus and then, for two seconds or in the long size five minutes, what is made of them. An input
/// that the target's check does not bear, that costs too much memory for its length or too much time is printed in hexadecimal digits,
/// with CsCheck's seed; as a file of the corpus it is tried first from then on.
/// </summary>
internal static class Fuzz
{
    private static readonly int Seconds = TestSize.Of(2, 300);

    // What any input takes, on a machine that has something else to do.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Fuzzes a target.</summary>
    /// <param name="target">The name of its corpus.</param>
    /// <param name="check">Throws where the target does what it must not. Called by several threads.</param>
    /// <param name="memory">How many bytes the check may allocate for any input.</param>
    /// <param name="memoryForByte">How many more for each byte of it.</param>
    public static void Run(string target, Action<byte[]> check, long memory, long memoryForByte)
    {
        var corpus = Corpus.Of(target);
        // What is made once and for all counts for no input.
        check(corpus.Inputs[0].Input);
        foreach (var (name, input) in corpus.Inputs)
            CheckKept(name, input);
        Mutations.Of([.. corpus.Inputs.Select(kept => kept.Input)])
            .Sample(CheckWithin, time: Seconds, print: input => $"for tests/corpus/{target}/NAME.hex: {Convert.ToHexString(input)}");

        void CheckKept(string name, byte[] input)
        {
            var failure = Record.Exception(() => CheckWithin(input));
            Assert.True(failure is null, $"tests/corpus/{target}/{name}: {failure}");
        }

        void CheckWithin(byte[] input)
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var began = Stopwatch.GetTimestamp();
            check(input);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, memory + (memoryForByte * input.Length));
            Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, Patience);
        }
    }
}
