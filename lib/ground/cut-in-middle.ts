/** A text of at most so many characters: what it begins with and ends in says more than what stands between. */
export const cutInMiddle = (text: string, longest: number): string => {
  const characters = [...text];
  if (characters.length <= longest) return text;
  const tail = Math.floor(longest / 3);
  return `${characters.slice(0, longest - tail - 1).join('')}…${characters.slice(-tail).join('')}`;
};
