/** A text of at most so many characters: what it begins with and ends in says more than what stands between. */
export const cutInMiddle = (text: string, longest: number): string => {
  if (text.length <= longest) return text;
  const tail = Math.floor(longest / 3);
  return `${text.slice(0, longest - tail - 1)}…${text.slice(-tail)}`;
};
